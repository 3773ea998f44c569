"""What a news page puts around its text, line by line: bylines, sources, share buttons, copyright; three languages."""

from __future__ import annotations

import re

# A word, then a colon: the line tells of the page and not of its matter.
_NAMED = (
    "Editors?|Edited by|(?:Responsible|Web|Copy|Chief|Managing) editor|Sources?|Author|Authors|Written by|"
    "Reporter|Reported by|Photos?|"
    "Photo by|Image|Credit|Updated|Last updated|Last modified|Modified|Published|Publish(?:ed)? (?:date|"
    "time)|Posted|Posted on|Date|"
    "Pubdate|Tags?|Key ?words?|Topics?|Category|Filed under|Related(?: \\w+)?|Read more|Read also|Also read|"
    "See also|More|"
    "More on this|Share|Share this|Contact|E-?mail|Views|Font ?size|URL|Link|Permalink|"
    "来源|稿源|文章来源|编辑|责任编辑|责编|作者|记者|发布时间|更新时间|发布日期|时间|关键词|标签|字号|字体|相关新闻|相关阅读|"
    "相关链接|相关报道|延伸阅读|图片来源|审核|校对|浏览次数|"
    "Источники?|Редактор|Редакторы|Автор|Авторы|Фото|Обновлено|Опубликовано|Дата(?: публикации)?|Теги|"
    "Метки|Рубрика|Темы|"
    "Ключевые слова|Читайте также|Читать также|По теме|Похожие материалы|Материалы по теме|Ссылка|"
    "Просмотров|Ответственный редактор"
)
NAMED = re.compile(rf"[（(【\[]?(?:{_NAMED})\s*[:：]", re.I)
# The same words glued to the end of a sentence.
_STRONG = (
    "Editor|Edited by|Source|Web editor|Responsible editor|来源|稿源|编辑|责任编辑|责编|"
    "Источник|Редактор|Автор|Copyright ©|©"
)
GLUED = re.compile(
    rf"(?<=[.!?…。！？\"”»)）】])\s*[(（\[【]?(?:{_STRONG})(?:\s*[:：]|(?<=©)).{{0,240}}$"
    r"|(?<=[.!?…。！？\"”»)）】])\s*(?:[(（]\s*(?:END|ENDS|End|完)\s*[)）]|Enditem|Endit|-ENDS?-|###)\s*$",
    re.S,
)
_BARE = (
    r"Share|Share this|Share (?:on|via|with) .{1,40}|Tweet|Like|Print|Print this|Email(?: this)?|Save|"
    r"Bookmark|Comments?|"
    r"\d+ comments?|Comments? \(?\d*\)?|Leave a (?:comment|reply)|Post a comment|Add (?:a )?comment|"
    r"Advertisement|Advertising|"
    r"Sponsored(?: content)?|Home|Back to top|Top|Next|Previous|Next (?:page|article|story)|"
    r"Previous (?:page|article|story)|"
    r"Related|Related (?:news|stories|articles|links|content|reading|topics|coverage)|More stories|"
    r"More news|Read more|Read also|"
    r"See also|Most (?:read|popular|viewed)|Latest news|Top stories|Trending|Recommended|You may also like|"
    r"Don't miss|"
    r"Subscribe.{0,60}|Sign up.{0,60}|Follow us.{0,60}|Newsletter|Loading\.*|Skip to (?:main )?content|"
    r"Menu|Search|Log ?in|"
    r"Facebook|Twitter|LinkedIn|WhatsApp|Telegram|WeChat|Weibo|VKontakte|Copy link|Click to .{1,40}|"
    r"Listen to .{1,40}|"
    r"All rights reserved.{0,120}|Terms of (?:use|service).{0,60}|Privacy policy.{0,60}|"
    r"分享(?:到.{0,12})?|打印|关闭|收藏|评论|\d*条?评论|返回顶部|相关新闻|相关阅读|相关链接|相关报道|延伸阅读|推荐阅读|热门新闻|上一篇.{0,60}|"
    r"下一篇.{0,60}|首页|版权所有.{0,80}|【[^】]{1,20}】(?:【[^】]{1,20}】)*|"
    r"Поделиться.{0,40}|Распечатать|Комментарии(?: \(?\d+\)?)?|Комментировать|Читайте также|Читать далее|"
    r"По теме|Ещё по теме|"
    r"Еще по теме|Реклама|Подписаться.{0,60}|Подпишитесь.{0,60}|Наверх|Главная|Версия для печати|"
    r"Материалы по теме|Похожие новости|"
    r"Последние новости|Самое читаемое|Все права защищены.{0,80}"
)
_CLOSING = (
    r"_{2,}|\*{3,}|#{2,}|-{3,}|\d{1,2} of \d{1,2}|[a-z]{2,4}(?:/[a-z]{2,4}){1,3}|[(（](?:END|ENDS|完)[)）]|Enditem|"
    r"(?:Additional )?reporting by .{1,160}|(?:Writing|Editing|Compiled|Translated) by .{1,120}|"
    r".{2,80}contributed to this (?:report|story|article)|"
    r"(?:The )?(?:Associated Press|Agence France-Presse|Reuters|Xinhua News Agency|Xinhua|TASS)"
)
BARE = re.compile(rf"(?:{_BARE}|{_CLOSING})[.!:：]?", re.I)
_COPYRIGHT = re.compile(r"(?:\(c\)|©|Copyright\b|版权所有|Copyright©).{0,160}$", re.I)
_BYLINE = re.compile(
    r"(?:By|by|BY)\s+(?:[A-Z][\w.'’-]+)(?:\s+(?:and\s+|in\s+)?[A-Z][\w.'’-]*){0,6}(?:,.{0,60})?$"
    r"|[(（]?\s*(?:Xinhua|Reuters|AP|AFP|TASS|RIA Novosti|Interfax|Kazinform|"
    r"新华社|ТАСС|РИА Новости|Интерфакс)\s*[)）]?$"
)
_CRUMBS = re.compile(r"[\w &'’.-]{1,40}(?:\s*(?:[>»›|]|::|/)\s*[\w &'’.-]{1,80}){1,8}$")
_CRUMB_GAP = re.compile(r"\s*(?:[>»›|/]|::)\s*")
_RELATED = re.compile(
    r"(?:Related.{0,20}|More (?:on|stories|news).{0,30}|Read (?:more|also).{0,4}|See also|Latest news|"
    r"Top stories|Most \w+|Recommended|"
    r"You may also like|相关.{2,4}|延伸阅读|推荐阅读|热门新闻|"
    r"Читайте также|Читать также|По теме|Ещё по теме|Еще по теме|"
    r"Материалы по теме|"
    r"Похожие .{4,10}|Последние новости|Самое читаемое)[:：]?$",
    re.I,
)
_DAY = r"(?:\d{1,2}\s+[А-Яа-яA-Za-z]{3,9}\.?|[A-Za-z]{3,9}\.?\s+\d{1,2})(?:,?\s+\d{4}(?:\s*г\.)?)?"
_AGENCIES = (
    "РИА Новости|ИНТЕРФАКС[\\w-]*|Интерфакс[\\w-]*|ТАСС|КАЗИНФОРМ|Казинформ|БЕЛТА|БелТА|УзА|Кабар|Ховар|Sputnik|"
    "Спутник|"
    "KAZINFORM|Kazinform|INTERFAX|Interfax|TASS|RIA Novosti|BelTA|UzA|AKIpress|Kabar|Trend|AZERTAC|IRNA|APP|PTI|"
    "REUTERS|Reuters|Xinhua|AFP"
)
# "ОСЛО. 5 марта. ИНТЕРФАКС - …", "ASTANA. KAZINFORM …": a place in capitals, and an agency that stands bare.
DATELINE_BARE = re.compile(
    rf"(?P<place>[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ .'’-]{{1,40}})[.,]\s*(?P<date>{_DAY})?[.,]?\s*(?:[—–-]+\s*)?"
    rf"(?:{_AGENCIES})(?![\w])[.:,]?\s*(?:[—–-]+\s*)?"
)
DATELINE = re.compile(
    r"(?:(?P<place>[A-ZÀ-ÞА-ЯЁ][\w .,'’/-]{1,60}?),?\s+)?"
    r"(?P<date>(?:[A-Za-zА-Яа-я]{3,9}\.?\s+\d{1,2}|\d{1,2}\s+[A-Za-zА-Яа-я]{3,9}\.?)(?:,?\s+\d{4})?)?[.,]?\s*"
    r"(?:\((?P<agency>[A-Z][\w .,'/-]{1,30})\)|/(?P<slash>[\w .-]{2,30})/\.?|\((?P<paren>ТАСС|РИА Новости|"
    r"Интерфакс)\))"
    r"\s*(?:[-–—]{1,3}|:|\.)?\s+(?=[\"“«A-ZА-ЯЁ])"
)
DATELINE_HAN = re.compile(
    r"(?:新华社|新华网|中新社|中新网|人民网|央视网|本报)(?P<place>[\u4e00-\u9fff]{0,8}?)(?:(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日))?"
    r"(?:电|讯|消息)\s*(?:[（(][^（）()]{1,40}[）)])?\s*"
)
_SMALL = re.compile(r"(?:^|\s)([a-zа-яё]{4,})")
_FUNCTION = frozenset(("from", "with", "over", "into", "upon", "государств", "республики"))
_SIGNATURE = re.compile(
    r"(?:For the|For |On behalf|President|Prime Minister|Minister|King|Chairman|Secretary|Head of|Signed|"
    r"Done (?:at|in)|"
    r"За |От |Президент|Премьер|Министр|Король|Председатель|Генеральный|Глава|Подпис|Совершено)|"
    r".{0,20}(?:总统|主席|总理|代表|部长|签字)"
)


def is_furniture(line: str) -> bool:
    """Whether a line is certainly of the page and not of the text, where it stands before or after the text."""
    if len(line) > 240:
        return False
    return bool(NAMED.match(line) or BARE.fullmatch(line) or _COPYRIGHT.match(line) or _BYLINE.match(line))


def is_button(line: str) -> bool:
    """Whether a line is a bare button or advertisement, furniture even in the middle of a text."""
    return len(line) <= 60 and line[-1] not in ".。" and bool(BARE.fullmatch(line)) and " " in line


def is_related_header(line: str) -> bool:
    """Whether a line announces a list of other pages ("Related stories")."""
    return len(line) <= 60 and bool(_RELATED.match(line))


def is_crumbs(line: str) -> bool:
    """Whether a line is a path through a site ("Home > World > Asia")."""
    if len(line) > 200 or line[-1] in ".。" or not _CRUMBS.match(line):
        return False
    return all(len(part) <= 30 and len(part.split()) <= 3 for part in _CRUMB_GAP.split(line))


def without_site(title: str) -> tuple[str, str]:
    """A title and the name of the site that stands behind it ("A pact is signed | Harbour News"), or an empty one."""
    head, bar, site = title.partition(" | ")
    if bar and len(head.split()) >= 3 and len(site) <= 60:
        first, dash, more = head.rpartition(" - ")
        if dash and len(first.split()) >= 3 and len(more.split()) <= 2:
            return first.strip(), title[len(first) :].strip()
        return head.strip(), site.strip()
    return title, ""


def is_signature(line: str) -> bool:
    """Whether a line reads like the title of one who signs."""
    return bool(_SIGNATURE.match(line))


def is_headline(line: str) -> bool:
    """Whether a line reads like the headline of another page rather than a signature or the end of a text."""
    if not 8 <= len(line) <= 160 or " · " in line or line[-1] in ".。;；,，:：" or _SIGNATURE.match(line):
        return False
    if "\u4e00" <= line[0] <= "\u9fff":
        return True
    small = [w for w in _SMALL.findall(line) if w not in _FUNCTION]
    return (len(small) >= 1 and len(line.split()) >= 4) or len(line.split()) >= 5
