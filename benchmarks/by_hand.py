"""What ``scorewell score fscrs SOURCE -o TARGET`` writes, in lazy Polars by hand.

The yardstick of ``command.py``, run as a program of its own: the same columns
and, byte for byte, the same file. ::

    python benchmarks/by_hand.py answers.csv scores.csv
"""

import sys

import polars as pl

ITEMS = [f"fscrs_{number}" for number in range(1, 23)]
SCALES = {
    "inadequate_self": [1, 2, 4, 6, 7, 14, 17, 18, 20],
    "hated_self": [9, 10, 12, 15, 22],
    "reassured_self": [3, 5, 8, 11, 13, 16, 19, 21],
}
SCALES["self_criticism"] = SCALES["inadequate_self"] + SCALES["hated_self"]
RULE = "no rule for missing answers is published"


def tree(terms):
    if len(terms) == 1:
        return terms[0]
    middle = len(terms) // 2
    return tree(terms[:middle]) + tree(terms[middle:])


def score_plan(frame):
    zero, unit = pl.lit(0, dtype=pl.Int16), pl.lit(1, dtype=pl.Int16)
    first = []
    for item in ITEMS:
        x = pl.col(item)
        inside = x.is_between(0, 4)
        first += [
            pl.when(inside).then(unit).otherwise(zero).alias(f"ok_{item}"),
            pl.when(inside).then(x).otherwise(0).cast(pl.Int16).alias(f"v_{item}"),
        ]
    n_answers = tree([pl.col(item).is_not_null().cast(pl.Int16) for item in ITEMS])
    frame = frame.select("id", *first, n_answers.alias("given"))

    def of_all(kind, scale):
        return tree([pl.col(f"{kind}_fscrs_{number}") for number in SCALES[scale]])

    frame = frame.select(
        "id",
        "given",
        ((pl.col("ok_fscrs_9") == 1) & (pl.col("v_fscrs_9") >= 1)).alias("alert"),
        *(of_all("ok", scale).alias(f"n_{scale}") for scale in SCALES),
        *(of_all("v", scale).alias(f"t_{scale}") for scale in SCALES),
    )
    out = []
    for scale, parts in SCALES.items():
        number, n = len(parts), pl.col(f"n_{scale}")
        enough = n >= number
        short, text = number - n, f"of {number} answers missing"
        if scale == "self_criticism":
            short = tree(
                [
                    (pl.col(f"n_{part}") < len(SCALES[part])).cast(pl.Int16)
                    for part in ("inadequate_self", "hated_self")
                ]
            )
            text = "of 2 scales without a score"
        short_text = pl.concat_str(
            pl.when(~enough).then(short.cast(pl.String)), pl.lit(f" {text}, {RULE}")
        )
        out += [
            pl.when(enough).then(pl.col(f"t_{scale}")).cast(pl.Float64).alias(f"fscrs.{scale}"),
            n.alias(f"fscrs.{scale}.answered"),
            (enough & (n < number)).alias(f"fscrs.{scale}.prorated"),
            pl.when(n == 0).then(pl.lit("no answers")).otherwise(short_text)
            .alias(f"fscrs.{scale}.reason"),
        ]  # fmt: skip
    n_allowed = pl.col("n_self_criticism") + pl.col("n_reassured_self")
    return frame.select(
        "id",
        *out,
        pl.col("alert").alias("fscrs.fscrs_9.alert"),
        (pl.col("given") - n_allowed).alias("fscrs.invalid"),
    )


if __name__ == "__main__":
    source, target = sys.argv[1:]
    types = {"id": pl.String} | dict.fromkeys(ITEMS, pl.Int64)
    score_plan(pl.scan_csv(source, schema=types)).sink_csv(target)
