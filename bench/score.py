"""Scores reading inbound mail against a collection of real mails with expectations, where one is at hand.

    make score                      looks in ../shared
    make score SHARED=/some/folder

It wants `corpora/score.py` with its cases and `tools/mime_bombs.py` in that folder. A third of the
cases, by the hash of their names, is set aside: of these only figures are shown, never which failed,
so that rules are written for mail in general. Every mail is read by `course receive --dry-run --json`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.bounds import Reading, read_bounded
from course.errors import BadInput
from emails.addresses import read_address

ROOT = Path(__file__).resolve().parent.parent
TIERS = {"gold": ("gold",), "all": ("gold", "silver", "silver-none", "disputed")}
PARTS = ("worked on", "set aside")
SALTS = "12345"
"""Each gives another third."""
PERSON = {"answer", "command", "unmatched"}
MOST_NAMED = 6
"""Cases that are named for each cause."""
Told = dict[str, dict[str, Any]]


def main(folder: Path) -> int:
    corpora = folder / "corpora"
    if not (corpora / "score.py").exists():
        print(
            f"There is no collection of mails in {folder}, so nothing is scored; name its folder: make score SHARED=…"
        )
        return 0
    scorer = load(corpora / "score.py")
    index: Callable[[str], Any] = vars(scorer)["_j"]
    told = by_command(every_mail(scorer))
    for number, part in enumerate(PARTS):
        vars(scorer)["_j"] = only(index, number)
        print(f"\n## {part}\n")
        for table in (replies, inbound, bounces, addresses):
            table(scorer, told, part == PARTS[0])
    thirds(scorer, told, index)
    vars(scorer)["_j"] = index
    bounds(scorer, load(folder / "tools" / "mime_bombs.py").bombs)
    return 0


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_aside(name: str, salt: str = "") -> bool:
    return hashlib.sha256((salt + name).encode("utf-8", "surrogatepass")).digest()[0] % 3 == 0


def only(index: Callable[[str], Any], part: int, salt: str = "") -> Callable[[str], Any]:
    """The same indexes with the cases of one part alone; a case is known by its path, an address by itself."""

    def read(path: str) -> Any:
        cases, folder = index(path), "" if path.startswith("inbound") else f"{path.rpartition('/')[0]}/"
        if isinstance(cases, dict):
            return {name: case for name, case in cases.items() if is_aside(folder + name, salt) == bool(part)}
        return [case for case in cases if is_aside(folder + (case.get("file") or case["address"]), salt) == bool(part)]

    return read


def every_mail(scorer: ModuleType) -> list[bytes]:
    bounced = [
        f"bounces/{kind}/{name}" for kind in ("flufl", "sisimai") for name in scorer._j(f"bounces/{kind}/index.json")
    ]
    files = {*bounced, *(case["file"] for case in scorer._j("inbound/index.json"))}
    return [scorer._b(name) for name in sorted(files)] + [
        scorer.as_eml(case) for case in scorer._j("replies/index.json")
    ]


def by_command(mails: Iterable[bytes]) -> Told:
    """What `course receive` says of each, by its digest; one process for all."""
    with tempfile.TemporaryDirectory() as folder:
        files = {str(Path(folder) / f"{digest(raw)}.eml"): raw for raw in mails}
        for name, raw in files.items():
            Path(name).write_bytes(raw)
        command = [sys.executable, "-m", "course", "receive", "--dry-run", "--json", *files]
        environ = {"DATA_DIR": folder, "PATH": "", "INBOUND_MAX_BYTES": "100000000"}
        ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line["file"] for line in lines] == list(files), "one line for each message and nothing else"
    return {Path(line["file"]).stem: line for line in lines}


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def show(title: str, rows: Sequence[tuple[str, object]]) -> None:
    print(f"| {title} | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    print()


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def causes(found: Iterable[tuple[str, str]]) -> None:
    """What is wrong, by cause, with the names of some cases."""
    by_cause: dict[str, list[str]] = {}
    for cause, case in found:
        by_cause.setdefault(cause, []).append(case)
    for cause, cases in sorted(by_cause.items(), key=lambda each: -len(each[1])):
        print(f"- {cause}: {len(cases)} ({', '.join(cases[:MOST_NAMED])}{' …' if len(cases) > MOST_NAMED else ''})")
    print()


def replies(scorer: ModuleType, told: Told, named: bool) -> None:
    found = scorer.score_replies(lambda raw: told[digest(raw)]["text"], keep=1000)
    total = Counter(found["total"])
    show(
        "the writer's own words",
        [
            ("exact", share(total["exact_ok"], total["exact_n"])),
            ("no words lost", share(total["no_loss"], total["n"])),
            ("nothing left over", share(total["no_leak"], total["n"])),
        ],
    )
    if named:
        causes((reply_cause(got, wanted), name) for name, got, _, wanted, _ in found["misses"])


def reply_cause(got: str, wanted: str) -> str:
    have, want = Counter(got.split()), Counter(wanted.split())
    lost, left = bool(want - have), bool(have - want)
    return (
        "nothing found"
        if not got
        else "words lost and left over"
        if lost and left
        else "words lost"
        if lost
        else "left over"
    )


def kind(told: Told, raw: bytes) -> str:
    found = told[digest(raw)]["kind"]
    return "human" if found in PERSON else str(found)


def inbound(scorer: ModuleType, told: Told, named: bool) -> None:
    found = scorer.score_inbound(lambda raw: kind(told, raw), keep=1000)
    wrong = sum(n for pair, n in found["confusion"].items() if pair.startswith("human->") and pair != "human->human")
    rows = [(pair, n) for pair, n in found["confusion"].items() if pair.partition("->")[0] != pair.partition("->")[2]]
    right = [("right", share(found["ok"], found["n"])), ("a person's mail taken for another", wrong)]
    show("what it is", [*right, *rows])
    if named:
        causes((f"{want} taken for {got}", name) for name, want, got, _ in found["misses"])


def recipients(told: Told, raw: bytes) -> list[tuple[str, str, bool]]:
    return [(each["address"], each["kind"], each["hard"]) for each in told[digest(raw)]["recipients"]]


def bounces(scorer: ModuleType, told: Told, named: bool) -> None:
    def read(raw: bytes) -> list[tuple[str, str, bool]]:
        return recipients(told, raw)

    for tier, tiers in TIERS.items():
        found = scorer.score_bounces(read, tiers=tiers, keep=1000)
        report, flufl = Counter(found["sisimai"] | {"misses": 0, "slowest_s": 0}), found["flufl"]
        dead = hardness(scorer, read, tiers)
        right, false, missed = dead["right"], dead["false"], dead["missed"]
        rows = [
            ("recipients exact", share(report["exact"], report["n"])),
            ("dead addresses: precision", share(right, right + false)),
            ("dead addresses: recall", share(right, right + missed)),
            ("still trying, taken for a failure", report["delayed_as_perm"]),
            ("complaints", share(report["arf_kind"], report["arf_n"])),
            ("auto-replies and receipts taken for a failure", report["auto_false_bounce"] + report["dlv_false_bounce"]),
        ]
        if tier == "gold":
            rows.insert(0, ("flufl.bounce's own, addresses and class", share(flufl["addr_and_class"], flufl["n"])))
        show(f"bounces, {tier}", rows)
        if named:
            causes(bounce_causes(found, dead))


def hardness(
    scorer: ModuleType, read: Callable[[bytes], list[tuple[str, str, bool]]], tiers: Sequence[str]
) -> Counter[Any]:
    """How often an address was rightly, falsely or not told to be dead; and each miss with its reason."""
    counts: Counter[Any] = Counter()
    for name, case in scorer._j("bounces/sisimai/index.json").items():
        wanted = {
            address: each for each in case["recipients"] for address in each["accept"] if each["kind"] == "failed"
        }
        for address, _, hard in read(scorer._b(f"bounces/sisimai/{name}")):
            want = wanted.get(address.lower()) if case["tier"] in tiers else None
            dead = bool(want and want.get("maint_hard", want["hard"]))
            if want and (hard or dead):
                what = "right" if hard and dead else "false" if hard else "missed"
                counts[what] += 1
                counts[what, want["reason"], name] += what != "right"
    return counts


def bounce_causes(found: dict[str, Any], dead: Counter[Any]) -> Iterable[tuple[str, str]]:
    for miss in found["flufl"]["misses"]:
        yield "another answer than flufl.bounce's", miss[0]
    for name, got, _, want, _ in found["sisimai"]["misses"]:
        yield (
            ("names nobody" if not got else "another address" if len(got) == len(want) else "too many or too few"),
            name,
        )
    for key, count in dead.items():
        if isinstance(key, tuple) and count:
            yield f"{'told' if key[0] == 'false' else 'not told'} to be dead: {key[1]}", key[2]


def addresses(scorer: ModuleType, told: Told, named: bool) -> None:
    def accepts(text: str) -> bool:
        try:
            read_address(text)
        except BadInput:
            return False
        return True

    found = Counter(scorer.score_addresses(accepts, keep=1000) | {"misses": 0})
    counted = [name.removesuffix("_n") for name in found if name.endswith("_n")]
    rows: list[tuple[str, object]] = [
        (name, share(found[f"{name}_ok"], found[f"{name}_n"])) for name in sorted(counted)
    ]
    show("addresses", [*rows, ("wrongly taken", found["accepted_bad"]), ("raised", found["raised"])])
    if named:
        misses = scorer.score_addresses(accepts, keep=1000)["misses"]
        causes((f"{name}: {'refused' if want else 'taken'}", ascii(address)) for name, address, _, want in misses)


def thirds(scorer: ModuleType, told: Told, index: Callable[[str], Any]) -> None:
    """The main figures of thirds by other hashes, to see how much hangs on which cases are where."""
    print("\n## other thirds\n")
    print("| words exact | no words lost | what it is | recipients exact | dead: precision | recall |")
    print("|---|---|---|---|---|---|")
    for salt in SALTS:
        vars(scorer)["_j"] = only(index, 1, salt)
        words = Counter(scorer.score_replies(lambda raw: told[digest(raw)]["text"], keep=0)["total"])
        kinds = scorer.score_inbound(lambda raw: kind(told, raw), keep=0)
        named = scorer.score_bounces(lambda raw: recipients(told, raw), keep=0)["sisimai"]
        dead = hardness(scorer, lambda raw: recipients(told, raw), TIERS["gold"])
        right, false, missed = dead["right"], dead["false"], dead["missed"]
        parts = [
            (words["exact_ok"], words["exact_n"]), (words["no_loss"], words["n"]), (kinds["ok"], kinds["n"]),
            (named["exact"], named["n"]), (right, right + false), (right, right + missed),
        ]  # fmt: skip
        print(f"| {' | '.join(share(*part) for part in parts)} |")


def bounds(scorer: ModuleType, bombs: dict[str, bytes]) -> None:
    """Each odd and hostile mail in a process of its own with bounded time and memory."""
    cases = {f"mime/{case['file']}": scorer._b(f"mime/{case['file']}") for case in scorer._j("mime/index.json")}
    found = {name: read_bounded(raw) for name, raw in (cases | bombs).items()}
    slowest, largest = (max(found, key=lambda name: key(found[name])) for key in (seconds, megabytes))
    print("\n## odd and hostile mails\n")
    rows: list[tuple[str, object]] = [
        ("mails", len(found)),
        ("raised, or over the limits", sum(bool(reading.fault) for reading in found.values())),
        ("slowest", f"{found[slowest].seconds:.2f} s ({slowest})"),
        ("most memory", f"{found[largest].megabytes} MB ({largest})"),
    ]
    show("bounds", rows)
    causes((reading.fault, name) for name, reading in found.items() if reading.fault)


def seconds(reading: Reading) -> float:
    return reading.seconds


def megabytes(reading: Reading) -> float:
    return reading.megabytes


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared")))
