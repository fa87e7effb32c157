"""Read Parquet, Feather and Arrow files with changed bytes, in processes of their own.

Where a library ends the whole process, its input stays in the folder::

    python benchmarks/damage.py parquet FOLDER --seconds 300
"""

import argparse
import io
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

SUFFIX = {"parquet": ".parquet", "feather": ".feather", "stream": ".arrow"}
N_PER_FILE = 20_000


def bases(kind: str) -> list[bytes]:
    """Whole files of a kind."""
    import polars as pl

    rows = 200
    frame = pl.DataFrame(
        {
            "id": [f"r{n}" for n in range(rows)],
            "q_1": [n % 5 if n % 7 else None for n in range(rows)],
            "q_2": [float(n % 3) for n in range(rows)],
            "often": ["never" if n % 2 else "often" for n in range(rows)],
        }
    )
    ways = {"parquet": "write_parquet", "feather": "write_ipc", "stream": "write_ipc_stream"}
    samples = []
    for packed in ("uncompressed", "lz4", "zstd"):
        for part in (frame, frame.select("id", "q_1").head(1)):
            buffer = io.BytesIO()
            getattr(part, ways[kind])(buffer, compression=packed)
            samples.append(buffer.getvalue())
    return samples


def changed(content: bytes, chance: random.Random) -> bytes:
    """The same with some bytes changed, often near the end, and sometimes cut off."""
    damaged = bytearray(content)
    low = (
        max(0, len(damaged) - chance.choice([16, 64, 400, 1200]))
        if chance.random() < 0.5
        else 0
    )
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(low, len(damaged))
        bit = damaged[place] ^ (1 << chance.randrange(8))
        damaged[place] = chance.choice([0, 127, 128, 255, bit, chance.randrange(256)])
    return bytes(
        damaged[: chance.randrange(len(damaged))] if chance.random() < 0.1 else damaged
    )


def work(kind: str, folder: Path, seed: int) -> None:
    """Read changed files, one after the other."""
    from scorewell.answers.files.open import load_table
    from scorewell.errors import ScorewellError

    whole, chance = bases(kind), random.Random(seed)
    for count in range(N_PER_FILE):
        path = folder / f"{seed}-{count}{SUFFIX[kind]}"
        path.write_bytes(changed(chance.choice(whole), chance))
        with suppress(ScorewellError):
            load_table(path)
        path.unlink()
        print(count + 1, flush=True)


def main() -> None:
    """Start one process after the other until the time is up; say how many were read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(SUFFIX))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(arguments.kind, arguments.folder, arguments.seed)
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    end, total, seed = time.monotonic() + arguments.seconds, 0, arguments.seed
    while (seconds_left := end - time.monotonic()) > 0:
        command = [sys.executable, __file__, arguments.kind, str(arguments.folder), "--work"]
        try:
            process = subprocess.run(
                [*command, "--seed", str(seed)],
                capture_output=True,
                check=False,
                timeout=seconds_left,
            )
            count, code = process.stdout.count(b"\n"), process.returncode
        except subprocess.TimeoutExpired as late:
            count, code = (late.stdout or b"").count(b"\n"), 0
        total += count
        if code:
            print(f"seed {seed}: the process ended with {code} after {count} files")
        seed += 1
    print(f"{total:,} files were read or refused")


if __name__ == "__main__":
    main()
