"""ROUGE-LSum: how much of a text's sentences, word by word and in order, is in the right text, and the other way round.

For each sentence of the right text the words are found that a longest common subsequence shares with any sentence of
the given text; a word counts no more often than either text has it. Words are ASCII letters and digits, as in the
usual implementation: the measure is for English.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from benchmarks.corpus import Gold
from benchmarks.score import f1, readings

_WORD = regex.compile(r"[a-z0-9]+")
_BREAK = regex.compile(r"""(?<=[.!?…])["'”’»)\]]*\s+|\n+""")
Sentence = tuple[str, ...]


def rouge(gold: Gold, text: str) -> float:
    """The F1 of a text by the reading of the gold that suits it best."""
    given = sentences(text)
    return max(_of_sentences(sentences(reading), given) for reading in readings(gold))


def sentences(text: str) -> list[Sentence]:
    """The words of each sentence."""
    parts = (tuple(_WORD.findall(part.lower())) for part in _BREAK.split(text))
    return [words for words in parts if words]


def _of_sentences(right: Sequence[Sentence], given: Sequence[Sentence]) -> float:
    wanted, have = (Counter(word for words in side for word in words) for side in (right, given))
    if not wanted or not have:
        return 0.0
    same, totals = set(given), (have.total(), wanted.total())
    hits = 0
    for sentence in right:
        for word in sentence if sentence in same else _shared(sentence, given):
            if wanted[word] > 0 and have[word] > 0:
                wanted[word] -= 1
                have[word] -= 1
                hits += 1
    return f1(hits / totals[0], hits / totals[1])


def _shared(sentence: Sentence, given: Sequence[Sentence]) -> list[str]:
    """The words of a sentence that it has in common, in order, with any of those given."""
    words = set(sentence)
    places = {i for other in given if not words.isdisjoint(other) for i in common_places(sentence, other)}
    return [sentence[i] for i in sorted(places)]


def common_places(one: Sentence, other: Sentence) -> list[int]:
    """Where in `one` a longest common subsequence stands: of several, the one that ends earliest in `other`."""
    lengths = [[0] * (len(other) + 1)]
    for word in one:
        above, row = lengths[-1], [0]
        for j, its in enumerate(other):
            row.append(above[j] + 1 if word == its else max(row[j], above[j + 1]))
        lengths.append(row)
    places, i, j = [], len(one), len(other)
    while i and j:
        if one[i - 1] == other[j - 1]:
            places.append(i - 1)
            i, j = i - 1, j - 1
        elif lengths[i][j - 1] > lengths[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places[::-1]
