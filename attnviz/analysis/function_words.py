"""Words that hold sentences together, in the languages whose closed classes are listed here.

Articles, pronouns, prepositions, conjunctions, auxiliaries: such words are few and new ones do not
come up. In a language that is not listed every word counts as a content word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from attnviz.attention import Bools

ENGLISH = frozenset(
    "a an the this that these those my your his her its our their some any no every each either "
    "neither both all half such what which whose another i you he she it we they me him us them "
    "who whom there here of in on at by for with from to into onto over under beside near through "
    "across between among about against during before after behind above below around without "
    "within along up down off out and or but nor so yet if because while when where although "
    "though since until unless as than is are was were be been being am do does did have has had "
    "will would can could shall should may might must not one two three".split()
)
# Of English auxiliaries and pronouns, what an apostrophe parts: "won't" is won and t.
_CONTRACTED = frozenset(
    "aren couldn didn doesn don hadn hasn haven isn mustn shouldn wasn weren won wouldn d ll m re "
    "s t ve".split()
)
_FRENCH = frozenset(
    "le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre "
    "nos votre vos leur leurs je j tu il elle on nous vous ils elles me m te t se s lui y en qui "
    "que qu quoi dont où et ou mais donc or ni car si à dans par pour sur sous avec sans chez vers "
    "entre est sont était étaient être a ont avait avaient avoir ne n pas plus très c quand comme "
    "parce aussi".split()
)
_GERMAN = frozenset(
    "der die das den dem des ein eine einen einem einer eines kein keine ich du er sie es wir ihr "
    "mich dich ihn uns euch mir dir ihm ihnen sich mein meine dein deine sein seine unser unsere "
    "ihre ihren und oder aber denn sondern dass weil wenn als ob wie in im an am auf aus bei beim "
    "mit nach von vom zu zum zur für gegen ohne um durch über unter vor hinter neben zwischen ist "
    "sind war waren bin hat haben hatte wird werden wurde nicht nie auch so wer was wo "
    "noch".split()
)
_SPANISH = frozenset(
    "el la los las lo un una unos unas de del a al en con por para sin sobre bajo entre hacia "
    "desde hasta y e o u pero ni que quien cual como cuando donde si porque yo tú él ella nosotros "
    "ellos ellas me te se nos le les mi mis tu tus su sus este esta estos estas ese esa es son era "
    "eran fue está están ser estar ha han había no más muy también dónde qué".split()
)
_ITALIAN = frozenset(
    "il lo la i gli le l un uno una di del della dei delle dello degli dell a al alla ai alle all "
    "da dal dalla in nel nella nei nelle con su sul sulla per tra fra e ed o ma né che chi cui "
    "come quando dove se perché io tu lui lei noi voi loro mi ti si ci vi mio mia tuo sua suo "
    "questo questa è sono era erano ha hanno aveva non più molto anche d c".split()
)
_KOREAN = frozenset(
    "그 이 저 그리고 그러나 하지만 또는 및 나는 내가 너는 그는 그녀는 우리는 그들은 것 수".split()
)
_LISTS = (ENGLISH, _FRENCH, _GERMAN, _SPANISH, _ITALIAN, _KOREAN)


def function_words(words: Sequence[str]) -> frozenset[str]:
    """Choose the list of the language in which a sentence is written.

    Parameters
    ----------
    words : sequence of str
        The words of the sentence.

    Returns
    -------
    frozenset of str
        The list, in lower case, that has most of the words; of equals English, then as listed.
    """
    said = [word.strip().casefold() for word in words]
    return max(_LISTS, key=lambda known: sum(is_listed(word, known) for word in said))


def is_listed(word: str, known: frozenset[str]) -> bool:
    """Tell whether a word in lower case is listed, or all parts of it: ``est-il``, ``didn't``."""
    parts = re.split("['’-]", word)
    joined = known | _CONTRACTED if known is ENGLISH else known
    return word in known or (len(parts) > 1 and joined.issuperset(parts))


def content_words(words: Sequence[str]) -> Bools:
    """Tell which words are content words: not marks, not blanks, not function words.

    Parameters
    ----------
    words : sequence of str
        The words of a sentence, (n).

    Returns
    -------
    bool array (n,)
        True for content words.
    """
    known = function_words(words)
    return np.array(
        [_is_word(word) and not is_listed(word.strip().casefold(), known) for word in words]
    )


def are_words(labels: Sequence[str]) -> Bools:
    """Tell which labels are words: not marks, not quotation marks, not blanks.

    Parameters
    ----------
    labels : sequence of str
        What stands beside the positions of a sentence, (n).

    Returns
    -------
    bool array (n,)
        True where a label has a letter or a digit.
    """
    return np.array([_is_word(label) for label in labels])


def _is_word(label: str) -> bool:
    return any(map(str.isalnum, label))
