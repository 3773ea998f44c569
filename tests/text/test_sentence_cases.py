"""Sentence boundaries in many small cases, labelled before they were tried: a bar stands where a sentence ends."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import pytest

from reader.text.sentences import split

EN = """
He met Mr. Berg. | They spoke.
Dr. Dahl and Prof. Lund agreed. | So did Mrs. Holm.
See No. 5 of the list. | It is long.
Nos. 5 and 6 were adopted. | No. 7 was not.
The answer was no. | Five states left.
Art. 3 applies. | Art. 4 does not.
Under Arts. 3 and 4 of the pact they may fish. | Few do.
It was signed on Sept. 8 in Oslo. | It rained.
They met in Sept. | The talks failed.
On Jan. 3, 2001, they met. | On Feb. 4 they parted.
The U.N. Charter was cited. | All approved.
They went to the U.N. | The Secretary spoke.
The U.S. Senate voted. | It took an hour.
They live in the U.K. and in the U.S. | Some live in Norway.
J. R. Berg wrote it. | A. Lund read it.
The author is J. Berg. | He lives in Oslo.
It was John F. Lund who came. | He spoke.
Group B. | The others are in group C.
The rate was 3.5 per cent. | It rose to 4.2.
It cost $1.5 million. | It was paid.
Version 2.0 came out. | Version 2.1 followed.
They met at 5 p.m. on Friday. | It was late.
They met at 5 p.m. | The hall was full.
Tools, e.g. radar, are shared. | Others, i.e. ships, are not.
Fish, water, etc. are counted. | Birds are not.
They count fish, water, etc. | The rest is left.
The firm Dahl & Co. built it. | It stands.
The ships of Lund Inc. were sold. | Nobody knew.
“We agree.” | They left.
He said, “We agree.” | They left.
“Do we agree?” he asked. | They did.
“We agree,” he said. | “We sign.”
'It is done.' | The hall emptied.
"Stop!" she cried. | He stopped.
They agreed (see para. 4). | They left.
(They agreed at last.) | The hall was empty.
Is it so? | It is!
Really?! | Yes.
What... is that? | Nobody knows.
He waited... | Then he left.
He waited… | Then he left.
He waited… and left. | Nobody saw it.
It ended.[3] | It began again.
It ended.3 | It began again.
4. The states count fish. | They share water.
(a) The states count fish. | They share water.
Article 3. The states count fish.
Vol. 2, pp. 3-5, holds it. | Vol. 3 does not.
The pact (Doc. A/45/3) was read. | It is short.
St. Petersburg was chosen. | Ft. Lund was not.
Gen. Holm and Col. Berg met. | They shook hands.
It is St. Olaf's day. | They rest.
The vote was 5 vs. 4. | It passed.
Mt. Lund is high. | It is cold.
The Hon. Mr. Berg spoke. | Sen. Lund replied.
The meeting is on Mon. and Tues. this week. | Come.
It weighs 5 kg. | It is heavy.
The river is 40 km. long. | It is deep.
See fig. 3. | See also tab. 4.
The ship sailed in 1986. | In 1987 it sank.
In the year 1986. | A good year.
Write to info@lund.example. | We answer.
See www.lund.example/a.html for it. | It is short.
Ph.D. students came. | So did others.
Washington, D.C. was chosen. | Nobody objected.
The A.B.C. company left. | The others stayed.
Resolution 1373 (2001) was cited. | It binds all.
He is right. | iPhones are not banned.
They count: (a) fish; | (b) water; | (c) birds.
They agree: to fish; | to sail; | and to rest.
The lake is low; the river is high. | So be it.
""".strip().split("\n")

RU = """
Министры встретились в г. Осло. | Они говорили.
Это было в 2001 г. | Министры уехали.
В 2001 г. министры встретились. | Они говорили.
В 1999–2001 гг. рыбу считали. | Потом перестали.
Согласно ст. 3 договора, это можно. | Но редко.
См. ст. 5. | Там всё сказано.
По п. 2 ст. 4 устава решение принято. | Все согласны.
Рыба, вода, птицы и т.д. | Всё считают.
Рыба, вода и т. д. учтены. | Птицы нет.
Рыба, т.е. треска, учтена. | Сельдь нет.
Это, т. е. рыба, важно. | Все знают.
Реки, озёра и др. водоёмы учтены. | Моря нет.
Они считают рыбу и пр. | Остальное забыто.
А. Б. Берг выступил. | Все слушали.
Выступил А. Берг. | Все слушали.
Автор — Л. Н. Лунд. | Он живёт в Осло.
Им. Берга назвали улицу. | Она длинная.
Улица им. Берга длинная. | Дом стоит.
Ул. Берга закрыта. | Идите прямо.
Д-р Лунд прибыл. | Его ждали.
Проф. Лунд и акад. Берг прибыли. | Их ждали.
Г-н Берг выступил. | Г-жа Лунд ответила.
В XIX в. тут был лес. | Теперь поле.
В XIX–XX вв. тут был лес. | Теперь поле.
Это построено в XIX в. | Потом сгорело.
Цена 5 тыс. рублей. | Это много.
Цена 5 млн. рублей. | Это много.
Цена 5 руб. 20 коп. за штуку. | Это мало.
Это стоит 5 руб. | Мы купили.
Документ № 5 принят. | Документ № 6 нет.
Рост составил 3,5 проц. | Это мало.
Рост составил 3.5 процента. | Это мало.
«Мы согласны». | Они ушли.
«Мы согласны!» | Они ушли.
«Мы согласны?» — спросил он. | Они ушли.
«Мы согласны», — сказал он. | «Подпишем».
— Согласны? — спросил он. | — Да.
Он ждал... | Потом ушёл.
Он ждал… | Потом ушёл.
Он ждал… и ушёл. | Никто не видел.
Неужели?! | Да.
Так ли это? | Так!
(Они согласились.) | Зал опустел.
Они согласились (см. п. 4). | Зал опустел.
1. Стороны считают рыбу. | Они делят воду.
а) Стороны считают рыбу. | Они делят воду.
Статья 3. Стороны считают рыбу. | Они делят воду.
Встреча 15 сент. прошла хорошо. | Все довольны.
Встреча прошла 15 сентября. | Все довольны.
Это произошло 15.06.2001. | Все помнят.
Договор от 15.06.2001 г. № 5 действует. | Он короткий.
См. рис. 3 и табл. 4. | Они ясны.
См. с. 5. | Там всё сказано.
Том 2, стр. 5, гл. 3. | Там всё сказано.
В с. Лундово живут рыбаки. | Их мало.
Ок. 5 тысяч человек пришли. | Все ждали.
До н. э. тут жили рыбаки. | Потом ушли.
В 5 в. до н.э. тут жили рыбаки. | Потом ушли.
США и др. страны согласны. | Иран нет.
ООО «Лунд» и пр. фирмы ушли. | Остались мы.
Совещание (г. Осло, 2001 г.) прошло. | Все довольны.
Они делят: рыбу; | воду; | и лес.
Стороны: а) считают рыбу; | б) делят воду.
Вода низкая; рыбы мало. | Так и есть.
Закон № 5-ФЗ принят. | Он действует.
Генерал-майор Берг прибыл. | Его ждали.
Напр., рыба важна. | Вода тоже.
Рыба, напр. треска, важна. | Вода тоже.
""".strip().split("\n")

ZH = """
各国同意共享水源。|他们明年再会。
各国同意吗？|同意！
他说：“我们同意。”|他们离开了。
“我们同意。”他说。|他们离开了。
“我们同意！”|他们离开了。
“同意吗？”他问。|没有人回答。
他说“我们同意”。|他们离开了。
他等了……然后离开了。|没有人看见。
“他等了……”|然后离开了。
鱼类、水源和森林；|这些都很重要。
一、各国清点鱼类。|二、各国测量水深。
（一）各国清点鱼类。|（二）各国测量水深。
第三条　各国清点鱼类。|每年一次。
第三条各国清点鱼类。|每年一次。
增长率为3.5%。|这很低。
2001年6月15日签署。|各方满意。
文件A/45/3号已通过。|没有人反对。
（见第三条。）|他们离开了。
他们同意（见第三条）。|会议结束。
【各国同意。】|会议结束。
《河流条约》已生效。|各方满意。
他引用了《河流条约》。|会议结束。
真的吗？！|真的。
好！！|会议结束。
各国同意共享水源．|会议结束。
各国同意｡|会议结束。
「我們同意。」|他們離開了。
『我們同意。』|他們離開了。
他说：“为什么？”|没有人回答。
联合国（U.N.）赞成。|各方满意。
他住在美国（U.S.）。|他很好。
J. Berg先生发言。|大家听着。
网址是www.lund.example。|请看。
价格是1.5元。|不贵。
各国同意。[3]|会议结束。
各国同意。③|会议结束。
会议开始。 |大家坐下。
会议开始。|“请坐。”|大家坐下。
会议开始，大家坐下，没有人说话。|后来有人笑了。
各方将：清点鱼类；|测量水深；|保护森林。
各方认为，水很重要；|各方也认为，鱼很重要。
No.5文件已通过。|没有人反对。
气温为-3.5℃。|很冷。
比例为1:2。|很好。
时间是10:30。|会议开始。
他说：‘好。’|会议结束。
“他说：‘好。’”|会议结束。
会议结束了吗？|没有。|还有一天。
啊！|鱼来了！
我们来了，你们呢？|我们也来了。
会议由A公司主办。|B公司协办。
版本2.0已发布。|版本2.1未发布。
各国（包括甲国。）同意。|会议结束。
条约于6月生效。|7月各方再会。
甲方（以下称甲）同意。|乙方也同意。
他表示：“水很重要。”|会议随后结束。
“水很重要。”部长强调。|会议随后结束。
“水很重要。”|部长们随后离开了会场，没有人再提出问题。
各国将于2001年、2002年再会。|地点未定。
第一，清点鱼类。|第二，测量水深。
他来了；|她走了。
“同意！”代表们回答。|会议结束。
（会议结束。）|大家离开了。
""".strip().split("\n")

DE = """
Er traf Dr. Berg. | Sie sprachen.
Am 15. Juni kamen sie. | Es regnete.
Das sind z. B. Fische. | Auch Vögel.
Das sind z.B. Fische. | Auch Vögel.
Gemäß Art. 3 Abs. 2 gilt das. | Es bleibt so.
Im 19. Jahrhundert war hier Wald. | Heute nicht.
„Wir stimmen zu.“ | Sie gingen.
Fische, Wasser usw. werden gezählt. | Vögel nicht.
Der 3. Artikel gilt. | Der 4. Artikel nicht.
""".strip().split("\n")
FR = """
M. Berg est venu. | Il a parlé.
Mme Lund et M. Dahl sont venus. | Ils ont parlé.
Selon l'art. 3, c'est permis. | C'est rare.
« Nous acceptons. » | Ils partent.
Est-ce vrai ? | Oui !
Le 1er mai, ils sont venus. | Il pleuvait.
Cf. p. 5. | Tout y est.
""".strip().split("\n")
ES = """
El Sr. Berg habló. | La Sra. Lund respondió.
¿Es cierto? | ¡Sí!
Según el art. 3, se permite. | Es raro.
«Aceptamos.» | Se fueron.
Los EE. UU. firmaron. | Nadie habló.
""".strip().split("\n")
AR = """
اتفقت الدول على عد الأسماك. | وسوف تجتمع في الربيع.
هل اتفقت الدول؟ | نعم!
قال الوزير: «نحن موافقون». | ثم غادر القاعة.
""".strip().split("\n")

CASES = [(lang, case) for lang, cases in (("en", EN), ("ru", RU), ("zh", ZH), ("de", DE), ("fr", FR), ("es", ES), ("ar", AR)) for case in cases]  # fmt: skip


@pytest.mark.parametrize(("lang", "case"), CASES)
def test_a_sentence_ends_at_the_bar_and_nowhere_else(lang: str, case: str) -> None:
    expected = [piece.strip() for piece in case.split("|")]
    gap = "" if lang == "zh" else " "
    s = case.replace(" | ", " ") if gap else case.replace("|", "")
    assert [s[a:b] for a, b in split(s, lang)] == expected


def test_there_are_enough_cases() -> None:
    for lang in ("en", "ru", "zh"):
        assert sum(c[0] == lang for c in CASES) >= 60
