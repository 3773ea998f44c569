"""Abbreviations whose full stop does not end a sentence, by what may follow them. Lower case, without the stop."""

from __future__ import annotations

# Always followed by more of the sentence: titles, "e.g.", "vs.".
TITLES = frozenset(
    """mr mrs ms mx dr prof gen lt col maj capt cmdr adm sgt brig hon rev fr st ste sen rep gov pres amb
    messrs mme mlle mt ft
    vs v viz cf ca approx esp incl resp e.g i.e eg ie al
    г-н г-жа гг ок тов акад проф ген см ср напр т.е т.н т.к им пос ул просп обл р-н о-ва пр-т н.э
    hr fr dipl ing bzw z.b d.h u.a vgl ggf sog mgr ks
    sr sra srta dña ud uds excmo exmo dott sig avv""".split()  # noqa: SIM905 -- a list of words reads better than 60 quoted ones
)

# Followed by a number (or a Roman one) they go on; otherwise the stop may end the sentence.
NUMBERED = frozenset(
    """no nos nr núm art arts sec sect para paras par ch chap vol vols pp p fig figs eq ed eds cl pt doc ser res app
    ann rule reg item add rev corr suppl tab lit n
    ст п пп ч гл разд абз с стр т кн вып рис табл прил № док рез бюдж
    abs bd s aufl nº n°""".split()  # noqa: SIM905 -- a list of words reads better than 60 quoted ones
)

# Months and weekdays: go on before a number, a lower-case word or a comma.
MONTHS = frozenset(
    """jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    янв февр фев мар апр авг сент сен окт нояб ноя дек""".split()  # noqa: SIM905 -- a list of words reads better than 60 quoted ones
)

# They end a list, and with it the sentence if a capital follows.
ENDERS = frozenset(("т.д", "т.п", "др", "пр", "проч", "etc", "usw"))

# Languages that write an ordinal as a number with a stop ("19. Jahrhundert").
ORDINAL_STOP = frozenset(("de", "cs", "sk", "pl", "hr", "sr", "sl", "fi", "nb", "no", "da", "et", "lv", "hu", "tr"))

# Verbs that tell who spoke, after a quotation in Chinese.
SAID = ("说", "說", "问", "問", "道", "答", "称", "稱", "表示", "指出", "强调", "強調", "喊", "回答", "补充", "宣布")

# May stand at the end of a sentence: decided by what follows.
LOOSE = frozenset(
    """etc inc ltd corp co bros jr sr esq a.m p.m ph.d d.c dept univ govt intl est
    др пр проч г в вв гг руб коп тыс млн млрд трлн долл чел экз кв куб
    usw u.s.w etc""".split()  # noqa: SIM905 -- a list of words reads better than 60 quoted ones
)

# A capital after an initial, an acronym with stops, or a loose abbreviation starts a sentence if it is one of these.
STARTERS = frozenset(
    """the this that these those they there then it its he she we you in on at as by for from with when while where
    what who why how however moreover furthermore therefore thus hence meanwhile but and or if after before since
    although though because all each every both no not many most some such our their his her my an another other
    also both according under during despite today yesterday
    он она оно они это эти этот эта мы вы я в на по при для но и а если когда после однако кроме также все каждый
    так тем что кто где как
    der die das es sie wir ein eine le la les il elle ils nous un une el los las""".split()  # noqa: SIM905 -- a list of words reads better than 60 quoted ones
)

# Months that follow an ordinal day written with a stop ("15. Juni").
DAY_MONTHS = frozenset(
    """januar jänner februar märz april mai juni juli august september oktober november dezember""".split()  # noqa: SIM905 -- a list of words
)
