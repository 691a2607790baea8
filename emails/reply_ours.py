"""Our own mails inside of an answer, whatever a program made of them.

Programs wrap lines anew, bend quotes, drop marks, empty lines and links. The words and their order stay.
So an answer is compared with our mails word by word, in runs: what goes on for longer than a sentence, in
the order in which we wrote it, is ours. A reader who repeats the question repeats one sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby, pairwise

from emails.reply_lines import MARK, Lines, is_marked, is_rule
from emails.reply_tokens import GAP, HOLE, Word, words_of

MOST_IN_HOLE = 12
"""Words that fill one."""
GRAM = 5
"""Words by which a run is found."""
LONG = 12
"""Words of a run that needs no neighbour to be believed."""
LONGEST_GAP = 500
"""Words between two runs in which short ones are looked for."""
NEAR = 60
"""Words of ours that may be missing between two runs."""
AGAIN = 60
"""Words of a run that may be quoted twice."""
ENOUGH_WORDS, ENOUGH_PARAGRAPHS = 24, 2
"""Less is a reader who repeats a sentence."""
SEEN = 3
"""Words of a paragraph that count as some of it."""
MOST_PLACES = 40
"""Where a run is looked for, if many mails have it."""
LEADS = 4
"""Paragraphs on top that may be too short for a run."""
SMILEY = re.compile(r"[:;=]['^-]?[()DPp*|/]|<3")
DAY_LINE = re.compile(r"\W*+Day \d+ of \d+(?: · next: .*|\s*)$")
"""What each lesson carries on top."""
END = "\n"
NOT_OURS = frozenset({HOLE, GAP, END})


class Whose(Enum):
    """Who wrote a word of an answer."""

    UNKNOWN = auto()
    OURS = auto()
    TYPED = auto()
    """It stands between two words that follow each other in our mail, so whoever answered typed it there."""


@dataclass(frozen=True)
class _Run:
    """Words `start` to `end` of an answer stand at `place` and after in our mails."""

    start: int
    end: int
    place: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def place_end(self) -> int:
        return self.place + self.length

    def leads_to(self, other: _Run) -> bool:
        """Whether the other stands behind this one in our mail too, and not far."""
        return 0 <= other.place - self.place_end <= NEAR


class OurMails:
    """The words of our mails, made ready to be found. Built once; looking changes nothing."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """`texts` are text parts as they are sent, with HOLE for what differs from reader to reader, GAP for words."""
        self._words: list[str] = []
        self._paragraphs: list[int] = []
        self._leads: set[tuple[str, ...]] = set()
        for text in texts:
            self._add(text)
        self._places: dict[tuple[str, ...], list[int]] = {}
        for place in range(len(self._words) - GRAM + 1):
            gram = tuple(self._words[place : place + GRAM])
            if NOT_OURS.isdisjoint(gram):
                self._places.setdefault(gram, []).append(place)

    def marked(self, lines: Lines) -> Lines:
        """The lines with "> " before all that is ours, and without it before what was typed into our mail.

        A line that is ours in part becomes two.
        """
        words = list(words_of(lines))
        runs = self._believed(self._runs([word.text for word in words]))
        if not self._are_enough(runs):
            return lines
        whose = self._whose(words, runs)
        self._claim_letters(lines, words, runs, whose)
        self._claim_leads(lines, words, whose)
        return list(_mark(lines, words, whose))

    def _add(self, text: str) -> None:
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            words = [word.text for word in words_of([paragraph])]
            if number < LEADS:
                self._leads.add(tuple(words))
            self._words += words
            self._paragraphs += [self._next_paragraph()] * len(words)
        self._paragraphs.append(self._next_paragraph())
        self._words.append(END)

    def _next_paragraph(self) -> int:
        return self._paragraphs[-1] + 1 if self._paragraphs else 0

    def _runs(self, words: list[str]) -> list[_Run]:
        """The longest runs, from the first word on."""
        runs: list[_Run] = []
        number = 0
        while number <= len(words) - GRAM:
            places = self._places.get(tuple(words[number : number + GRAM]), [])[:MOST_PLACES]
            if places:
                runs.append(self._longest(words, number, places, runs[-1:]))
            number = runs[-1].end if places else number + 1
        return runs

    def _longest(self, words: list[str], number: int, places: list[int], before: list[_Run]) -> _Run:
        """Of equal ones that which goes on where the run before ended."""
        found = [_Run(number, number + self._length(words, number, place), place) for place in places]
        return max(found, key=lambda run: (run.length, any(last.leads_to(run) for last in before)))

    def _length(self, words: list[str], number: int, place: int) -> int:
        length, most = GRAM, min(len(words) - number, len(self._words) - place)
        while length < most and words[number + length] == self._words[place + length]:
            length += 1
        return length

    def _believed(self, runs: list[_Run]) -> list[_Run]:
        """Without those that say again what a longer one said, and short ones that stand alone."""
        taken: set[int] = set()
        kept: list[_Run] = []
        for run in sorted(runs, key=lambda run: -run.length):
            places = range(run.place, run.place_end)
            if run.length >= AGAIN or sum(place not in taken for place in places) > run.length / 2:
                taken.update(places)
                kept.append(run)
        kept.sort(key=lambda run: run.start)
        joined = {run for first, second in pairwise(kept) if first.leads_to(second) for run in (first, second)}
        return [run for run in kept if run.length >= LONG or run in joined]

    def _are_enough(self, runs: list[_Run]) -> bool:
        held = Counter(self._paragraphs[place] for run in runs for place in range(run.place, run.place_end))
        return held.total() >= ENOUGH_WORDS and sum(count >= SEEN for count in held.values()) >= ENOUGH_PARAGRAPHS

    def _whose(self, words: list[Word], runs: list[_Run]) -> list[Whose]:
        """For each word of the answer: the runs are ours, and what fills the holes between them."""
        whose = [Whose.UNKNOWN] * len(words)
        runs = self._with_short(words, runs)
        for run in runs:
            whose[run.start : run.end] = [Whose.OURS] * run.length
        for before, after in pairwise(runs):
            filled = before.end
            if self._is_ours_between(words, before, after):
                filled = self._end_of_fill(words, before, after)
                whose[before.end : filled] = [Whose.OURS] * (filled - before.end)
            if self._go_on(before, after):
                whose[filled : after.start] = [Whose.TYPED] * (after.start - filled)
        return whose

    def _with_short(self, words: list[Word], runs: list[_Run]) -> list[_Run]:
        """The runs, and between them what is too short for one but stands where our mail has it."""
        done = runs[:1]
        for after in runs[1:]:
            done += [*self._short_between(words, done[-1], after), after]
        return done

    def _short_between(self, words: list[Word], before: _Run, after: _Run) -> Iterator[_Run]:
        texts = [word.text for word in words[before.end : min(after.start, before.end + LONGEST_GAP)]]
        at = 0
        for place, piece in self._pieces_between(before, after):
            ends = range(at, len(texts) - len(piece) + 1)
            found = next((start for start in ends if texts[start : start + len(piece)] == piece), -1)
            if found >= 0:
                at = found + len(piece)
                yield _Run(before.end + found, before.end + at, place)

    def _pieces_between(self, before: _Run, after: _Run) -> Iterator[tuple[int, list[str]]]:
        """What our mail has between two runs, from hole to hole; single words tell nothing."""
        place = before.place_end
        missing = self._words[place : after.place] if before.leads_to(after) else []
        for is_hole, group in groupby(missing, key=NOT_OURS.__contains__):
            piece = list(group)
            if not is_hole and len(piece) > 1:
                yield place, piece
            place += len(piece)

    def _go_on(self, before: _Run, after: _Run) -> bool:
        """Whether one run goes on where the other ended, but for a hole."""
        missing = self._words[before.place_end : after.place] if before.leads_to(after) else [END]
        return set(missing) <= {HOLE} and max(before.length, after.length) >= LONG

    def _end_of_fill(self, words: list[Word], before: _Run, after: _Run) -> int:
        """Up to where the words between two runs are ours: what fills a hole ends with its paragraph."""
        paragraphs = self._paragraphs[before.place_end - 1 : after.place + 1]
        if not self._go_on(before, after) or len(set(paragraphs)) > 2:
            return after.start
        breaks = (at for at in range(before.end, after.start) if words[at].line - words[at - 1].line >= 2)
        return next(breaks, after.start)

    def _is_ours_between(self, words: list[Word], before: _Run, after: _Run) -> bool:
        """Whether the words between two runs are what our mail has there, or had when it was sent."""
        gap = [word.text for word in words[before.end : after.start]]
        missing = self._words[before.place_end : after.place]
        if not gap or not before.leads_to(after) or END in missing:
            return False
        if HOLE in missing and len(gap) <= MOST_IN_HOLE + len(missing):
            return True
        known = (Counter(gap) & Counter(missing)).total()
        replaced = len(missing) >= SEEN and len(gap) <= 2 * len(missing)
        return known >= 0.6 * len(gap) or replaced or (bool(missing) and _shares_line(words, before, after))

    def _claim_letters(self, lines: Lines, words: list[Word], runs: list[_Run], whose: list[Whose]) -> None:
        """What a person wrote and our mail passed on goes with it; where a program marks quotes, its marks tell."""
        for before, after in pairwise(runs):
            passes_on = before.leads_to(after) and GAP in self._words[before.place_end : after.place]
            if passes_on and not is_marked(lines[words[after.start].line]):
                whose[before.end : after.start] = [Whose.OURS] * (after.start - before.end)

    def _claim_leads(self, lines: Lines, words: list[Word], whose: list[Whose]) -> None:
        """The short lines on top of our mail, which no run reaches, from the first run upwards."""
        first = whose.index(Whose.OURS)
        for number, held in groupby(reversed(words[:first]), key=lambda word: word.line):
            texts = tuple(word.text for word in held)[::-1]
            if texts not in self._leads and not DAY_LINE.match(lines[number]):
                return
            whose[first - len(texts) : first] = [Whose.OURS] * len(texts)
            first -= len(texts)


def _shares_line(words: list[Word], before: _Run, after: _Run) -> bool:
    """Whether what stands between two runs begins or ends on a line of theirs, as nobody sets an answer."""
    return any(words[at - 1].line == words[at].line for at in (before.end, after.start))


def _mark(lines: Lines, words: list[Word], whose: list[Whose]) -> Iterator[str]:
    """The lines anew; rules, links and the like go with what stands around them."""
    held: dict[int, list[tuple[int, Whose]]] = {}
    for word, owner in zip(words, whose, strict=True):
        held.setdefault(word.line, []).append((word.start, owner))
    above = Whose.UNKNOWN
    below = _owners_below(len(lines), held)
    for number, line in enumerate(lines):
        if number in held:
            yield from _pieces(line, held[number])
            above = held[number][-1][1]
        else:
            ours = above is Whose.OURS or (below[number] is Whose.OURS and is_rule(line))
            is_open = line.strip() and not is_marked(line) and not _is_face(line)
            yield f"> {line}" if ours and is_open else line


def _is_face(line: str) -> bool:
    """Whether a line without words says something all the same."""
    return bool(SMILEY.search(line)) or any(unicodedata.category(character) == "So" for character in line)


def _owners_below(count: int, held: dict[int, list[tuple[int, Whose]]]) -> list[Whose]:
    """For each line who wrote the first word in it or below it."""
    owners = [Whose.UNKNOWN] * (count + 1)
    for number in reversed(range(count)):
        owners[number] = held[number][0][1] if number in held else owners[number + 1]
    return owners


def _pieces(line: str, words: list[tuple[int, Whose]]) -> Iterator[str]:
    """A line, cut where its words change hands."""
    changes = [(start, owner) for (_, before), (start, owner) in pairwise(words) if before is not owner]
    starts, owners = [0, *(start for start, _ in changes)], [words[0][1], *(owner for _, owner in changes)]
    for start, end, owner in zip(starts, [*starts[1:], len(line)], owners, strict=True):
        piece = line[start:end]
        if owner is Whose.OURS and not is_marked(piece):
            yield f"> {piece}"
        else:
            yield MARK.sub("", piece, count=1) if owner is Whose.TYPED and is_marked(piece) else piece
