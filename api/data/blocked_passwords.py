#!/usr/bin/env python3
"""Makes blocked_passwords.bin: the passwords that are guessed first. Run it here; the same text makes the same bytes.

What the list is: stems that this file makes from words that people choose, from words of this service, from walks over keyboards
and from well-known phrases, alone and two together. A stem is a password in lower case, with signs that stand for letters as
letters, without the digits and signs at both ends, and only once where it repeats itself (api/src/identity/credential/rules.rs
makes it), so that one entry stands for thousands of passwords: "password" for "P@ssw0rdPassw0rd2026!".

What it is not: a copy of any list of passwords that were stolen. It holds none of those that no pattern makes; a deployment that
must refuse them as well puts an identity provider in front that does.

The file: of each stem the first five bytes of the SHA-256 of its UTF-8, sorted, without anything between.
"""

import hashlib
import pathlib
import re

WORDS = """
password passwort passwd passphrase passcode motdepasse contrasena senha parol secret geheim mysecret access login logon signin
welcome bienvenue bienvenido willkommen hello bonjour letmein openup opensesame enter admin administrator administrateur root
superuser master manager office desktop computer laptop server network internet wireless system default guest visitor testing
test demo example sample temp temporary changeme change please money love iloveyou loveme lovely forever family mother father
brother sister daughter husband angel princess prince king queen baby sweet sweetheart honey sunshine summer winter spring autumn
january february march april may june july august september october november december monday tuesday wednesday thursday friday
saturday sunday football soccer baseball basketball hockey tennis cricket dragon monkey tiger lion eagle wolf bear shadow
superman batman spiderman ironman starwars pokemon pikachu naruto matrix hunter killer ninja samurai warrior freedom liberty
justice peace security secure safety trust trustno secret private confidential restricted classified unclassified
united nations unitednations secretariat secretary general secretarygeneral assembly generalassembly council securitycouncil
geneva newyork vienna nairobi paris london moscow beijing washington brussels madrid cairo delhi tokyo
state states member memberstate country national international nationalsurvey survey questionnaire cyber cybersecurity ict
disarmament unoda unidir oewg gge resolution charter mission permanent permanentmission delegation delegate delegue embassy
ambassador ambassade embajada consulate minister ministry ministere ministerio foreign affairs foreignaffairs defence defense
government gouvernement gobierno diplomat diplomatic diplomacy diplomatie focal point focalpoint approver contributor reader
analyst integration instrument submission answer consent release report framework responsible behaviour norms capacity building
confidence measures implementation user username account mypassword mypass newpassword oldpassword thepassword yourpassword
qwerty azerty qwertz abc abcdef abcdefg asdf asdfgh zxcvbn football liverpool chelsea arsenal barcelona realmadrid juventus
jesus christ god bless blessed heaven allah mohammed michael jordan jennifer jessica ashley daniel matthew andrew joshua charlie
thomas robert william james john maria anna alexander elena natasha ivan dmitri ahmed fatima juan carlos jose pierre jean marie
the this that and for with you your are not have from will what here there now new old big my our one two three best good
cat dog bird fish horse flower star moon earth world green blue red black white silver gold golden purple orange yellow diamond
chocolate cookie banana apple cherry coffee cheese pepper pizza music guitar piano hello world summer vacation travel holiday
""".split()

PHRASES = """
correct horse battery staple|to be or not to be|may the force be with you|live long and prosper|let me in please|open sesame
i love you so much|i love you forever|the quick brown fox|the quick brown fox jumps over the lazy dog|winter is coming
what is my password|this is my password|this is a password|my voice is my passport|all your base are belong to us
never gonna give you up|one ring to rule them all|in god we trust|god save the queen|god save the king|vive la france
we the peoples|we the peoples of the united nations|united nations general assembly|united nations security council
national survey of implementation|please change this password|change me please|correct horse|battery staple|in the beginning
twinkle twinkle little star|happy birthday to you|once upon a time|it was a dark and stormy night|i think therefore i am
nobody has this password|password password password|keep calm and carry on|hasta la vista baby|do not enter|no password
""".replace("\n", "|").split("|")

WALKS = [
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "azertyuiopqsdfghjklmwxcvbn", "qwertzuiop", "yxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "qazwsxedcrfvtgbyhnujmikolp", "zaqxswcdevfrbgtnhymjukilop", "qaswedfrtghyujkiolp", "йцукенгшщзхъфывапролджэячсмитьбю",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "qweasdzxc", "qweasdzxcrtyfghvbn", "asdfqwerzxcv", "poiuytrewqlkjhgfdsamnbvcxz",
]

LETTERS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"})


def stem(text):
    """The same as `stem` in rules.rs, for the letters that are used here."""
    text = re.sub(r"[\W_]", "", text.lower().translate(LETTERS))
    for period in range(1, len(text) // 2 + 1):
        if all(a == b for a, b in zip(text, text[period:])):
            return text[:period]
    return text


def stems():
    words = sorted(set(WORDS))
    yield from words
    for word in words:
        yield from (word + other for other in words if other != word)
    yield from PHRASES
    for walk in WALKS:
        for line in (walk, walk[::-1], walk * 2, walk[::-1] * 2):
            for length in range(3, min(len(line), 40) + 1):
                yield from (line[at : at + length] for at in range(0, len(line) - length + 1))


made = {hashlib.sha256(one.encode()).digest()[:5] for one in map(stem, stems()) if one}
pathlib.Path(__file__).with_suffix(".bin").write_bytes(b"".join(sorted(made)))
print(len(made), "stems")
