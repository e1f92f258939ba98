"""Understanding, measured against peers: intents, out-of-scope, entities, time, size; one table and a plot.

    python -m benchmarks.nlu                         five folds of data/nlu, or --test FILE.yml to train and test apart
    python -m benchmarks.nlu --ablate                what each group of features buys
    python -m benchmarks.nlu --public DIRECTORY      a public set: train.jsonl, test.jsonl with text, intent, slots
    python -m benchmarks.nlu --stock …               the stock Rasa pipeline (jieba, DIET) too: hours on all data
    python -m benchmarks.nlu --keep DIRECTORY …      what was measured is kept there, and not measured again

Columns: accuracy; over the intents without the out-of-scope class, macro-F1 (of mean precision and mean recall, as in
the shared tasks) and the mean of their F1s; F1 of the out-of-scope class; F1 of entities; sentences with intent and all
entities right; milliseconds a sentence, median and 95th percentile; seconds of training; megabytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.nlu.own import ours
from benchmarks.nlu.peers import peers
from benchmarks.nlu.report import by_intent, confusions, decisions, measured, plot, table
from benchmarks.nlu.rows import folds, public_rows, sample, shop_rows
from benchmarks.nlu.stock import stock_rasa
from bot.nlu.components.features import GROUPS
from bot.nlu.components.rejection import OUT_OF_SCOPE


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/nlu"))
    parser.add_argument("--test", type=Path, nargs="*", default=[], help="evaluation files, never in training")
    parser.add_argument("--folds", type=int, default=5, help="how many of the five folds are measured")
    parser.add_argument("--public", type=Path, help="directory of a public set")
    parser.add_argument("--stock", action="store_true", help="train the stock Rasa pipeline too")
    parser.add_argument("--epochs", type=int, default=100, help="of the stock pipeline")
    parser.add_argument("--ablate", action="store_true", help="leave out each group of features in turn")
    parser.add_argument("--sample", type=int, metavar="N", help="train every pipeline on about N of the sentences")
    parser.add_argument("--keep", type=Path, metavar="DIRECTORY", help="keep what was measured; read it if it is there")
    parser.add_argument("--plot", type=Path, help="write the rejection curve here")
    args = parser.parse_args()
    if args.public:
        splits = [(public_rows(args.public / "train.jsonl"), public_rows(args.public / "test.jsonl"))]
        outside = "OTHERS"
        # Groups and balance by cross-validation on the public training part.
        groups = ("chars", "long", "sounds", "shape")
        own = [ours("ours, without lexicon", groups, shop=False, balance=0.4, neighbours=True)]
    else:
        data = shop_rows(args.data)
        data = sample(data, args.sample) if args.sample else data
        splits = [(data, shop_rows(*args.test))] if args.test else folds(data)[: args.folds]
        outside = OUT_OF_SCOPE
        own = [ours("ours", GROUPS, shop=True)]
        if args.ablate:
            less = [(f"ours without {name}", [g for g in GROUPS if g != name]) for name in GROUPS]
            more = [(f"ours with {name}", [*GROUPS, name]) for name in ("long", "words", "sounds")]
            own += [ours(name, groups, shop=True) for name, groups in [*less, *more]]
            own.append(ours("ours without meaning", GROUPS, shop=True, settled=0.0))
    chosen = [*own, *(() if args.ablate else peers()), *([stock_rasa(args.epochs)] if args.stock else [])]
    results = [measured(pipeline, splits, args.keep) for pipeline in chosen]
    print(table(results, outside))
    if not args.public:
        print(f"\n{decisions(results[0])}\n\n{by_intent(results)}\n\n{confusions(results[0])}")
    if args.plot:
        plot(results, outside, args.plot)


if __name__ == "__main__":
    main()
