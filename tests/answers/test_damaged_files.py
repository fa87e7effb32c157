"""Damaged files that end the whole process where the library that reads them is trusted.

The files under ``data/damaged`` were found by changing bytes of files that Polars wrote; each of
them makes Polars 2.1 ask for more memory than there is and abort.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import ipc, parquet

from scorewell.answers.files.open import load_table
from scorewell.errors import DataError

FOLDER = Path(__file__).parents[1] / "data" / "damaged"
FILES = sorted(FOLDER.iterdir())
FRAME = pl.DataFrame(
    {
        "id": [f"r{n}" for n in range(500)],
        "q_1": [n % 5 if n % 7 else None for n in range(500)],
        "q_2": [n / 4 for n in range(500)],
        "often": ["never" if n % 2 else "often" for n in range(500)],
        "nothing": pl.Series([None] * 500, dtype=pl.String),
    }
)
READ = """
import sys
from pathlib import Path
from scorewell.errors import DataError
from scorewell.answers.files.open import load_table
for name in sys.argv[1:]:
    try:
        load_table(Path(name))
    except DataError as error:
        print(error.message, error.hint, sep="|")
    else:
        print("read")
"""


def test_a_file_that_would_end_the_process_is_refused_and_says_what_to_do():
    # In a process of its own: where the check fails, it is the process that ends.
    output = subprocess.run(
        [sys.executable, "-c", READ, *map(str, FILES)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert output.returncode == 0, output.stderr[-500:]
    output_text = output.stdout.splitlines()
    assert len(output_text) == len(FILES) >= 8
    for path, line in zip(FILES, output_text, strict=True):
        assert line.startswith(f"{path.name}: this"), line
        assert "damaged: " in line, line
        assert line.endswith("copy it again from where it came, or write it again")


def by_polars(path: Path) -> None:
    FRAME.write_parquet(path, row_group_size=100)


def by_polars_in_a_stream(path: Path) -> None:
    FRAME.lazy().sink_parquet(path)


def by_pyarrow(path: Path) -> None:
    parquet.write_table(FRAME.to_arrow(), path, data_page_size=64, use_dictionary=True)


def by_pyarrow_version_2(path: Path) -> None:
    parquet.write_table(
        FRAME.to_arrow(),
        path,
        data_page_version="2.0",
        compression="gzip",
        use_dictionary=False,
    )


def by_pandas(path: Path) -> None:
    FRAME.to_pandas().astype({"often": "category"}).to_parquet(path)


def by_duckdb(path: Path) -> None:
    arrow = FRAME.to_arrow()  # found by its name
    assert arrow.num_rows
    duckdb.sql(f"copy (select * from arrow) to '{path}' (format parquet)")


@pytest.mark.parametrize(
    "write",
    [by_polars, by_polars_in_a_stream, by_pyarrow, by_pyarrow_version_2, by_pandas, by_duckdb],
)
def test_whole_parquet_files_of_every_program_are_read(tmp_path: Path, write):
    path = tmp_path / "answers.parquet"
    write(path)
    frame = load_table(path).frame
    assert frame["id"].to_list() == FRAME["id"].to_list()
    assert frame["q_1"].to_list() == FRAME["q_1"].to_list()
    assert frame["q_2"].to_list() == FRAME["q_2"].to_list()


def feather(path: Path, packed: str) -> None:
    FRAME.write_ipc(path, compression=packed)


def arrow_file(path: Path, packed: str) -> None:
    options = ipc.IpcWriteOptions(compression=None if packed == "uncompressed" else packed)
    table = FRAME.with_columns(pl.col("often").cast(pl.Categorical)).to_arrow()
    with ipc.new_file(str(path), table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=70)


def arrow_stream(path: Path, packed: str) -> None:
    options = ipc.IpcWriteOptions(compression=None if packed == "uncompressed" else packed)
    table = FRAME.to_arrow()
    with ipc.new_stream(str(path), table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=70)


@pytest.mark.parametrize("packed", ["uncompressed", "lz4", "zstd"])
@pytest.mark.parametrize("write", [feather, arrow_file, arrow_stream])
def test_whole_arrow_files_of_every_program_are_read(tmp_path: Path, write, packed):
    path = tmp_path / "answers.arrow"
    write(path, packed)
    frame = load_table(path).frame
    assert frame["id"].to_list() == FRAME["id"].to_list()
    assert frame["q_1"].to_list() == FRAME["q_1"].to_list()


@pytest.mark.parametrize("write", [by_polars, by_pyarrow])
def test_a_parquet_file_that_breaks_off_anywhere_is_refused(tmp_path: Path, write):
    path = tmp_path / "answers.parquet"
    write(path)
    content = path.read_bytes()
    for part in range(1, 40):
        short = tmp_path / f"{part}.parquet"
        short.write_bytes(content[: len(content) * part // 40])
        with pytest.raises(DataError, match=short.name):
            load_table(short)


def test_an_encrypted_parquet_file_says_so(tmp_path: Path):
    (tmp_path / "a.parquet").write_bytes(b"PARE" + bytes(40) + b"PARE")
    with pytest.raises(DataError, match="encrypted"):
        load_table(tmp_path / "a.parquet")


def test_nested_columns_and_empty_tables_pass_the_check(tmp_path: Path):
    from scorewell.answers.files.parquet_check import check_parquet

    nested = pa.table({"a": [[1, 2], None], "b": [{"x": {"y": 1}}, {"x": {"y": None}}]})
    parquet.write_table(nested, tmp_path / "nested.parquet")
    check_parquet(tmp_path / "nested.parquet")
    parquet.write_table(nested.slice(0, 0), tmp_path / "empty.parquet")
    check_parquet(tmp_path / "empty.parquet")
