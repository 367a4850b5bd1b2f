"""The pages of the benchmark: results.jsonl as docs/benchmarks.md and its pictures.

    python -m benchmarks.report [--results out/bench/results.jsonl] [--out docs]

It also keeps what is best known of clinics that were given (benchmarks/best_known.csv).
The words are those of benchmarks/page.md, where ${name} stands for what SECTIONS makes of the results.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from string import Template

from benchmarks import pictures
from benchmarks.given import keep
from benchmarks.results import Results
from benchmarks.sections import SECTIONS


def page(results: Results) -> str:
    """docs/benchmarks.md."""
    template = Template(Path(__file__).with_name("page.md").read_text(encoding="utf-8"))
    return template.substitute({name: make(results) for name, make in SECTIONS.items()})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description="Write the benchmark's pages.")
    parser.add_argument("--results", type=Path, default=Path("out/bench/results.jsonl"))
    parser.add_argument("--out", type=Path, default=Path("docs"), help="the folder of benchmarks.md and its pictures")
    given = parser.parse_args()
    results = Results.read(given.results)
    if results.best != results.known:
        keep(results.best)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "benchmarks.md").write_text(page(results), encoding="utf-8")
    for name, svg in pictures.draw(results).items():
        (given.out / f"benchmarks-{name}.svg").write_text(svg, encoding="utf-8")
    print(f"{given.out / 'benchmarks.md'}: {len(results.lines)} runs")


if __name__ == "__main__":
    main()
