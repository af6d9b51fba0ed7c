"""Studies that share `resources`: neither removes what the other reads."""

import hashlib
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from workflow.conftest import Study

NAMES = ("genome.fa", "genome.fa.fai", "chrom.sizes", "digests.tsv", "recorded.tsv")


class Slow(http.server.BaseHTTPRequestHandler):
    """Serves one file, with a look at what is there while it does."""

    def do_GET(self) -> None:
        self.server.seen.append(self.server.look())  # type: ignore[attr-defined]
        content = self.server.content  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tiny: Study, monkeypatch: pytest.MonkeyPatch) -> Iterator[http.server.HTTPServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    found = http.server.HTTPServer(("127.0.0.1", 0), Slow)
    found.content = (tiny.folder / "resources/simulated/genome.fa").read_bytes()
    found.seen = []
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


def of_url(folder: Path, tiny: Study, url: str, resources: Path) -> Study:
    """A study of the tiny genome by its URL, whose resources lie elsewhere."""
    folder.mkdir()
    own = Study(folder, tiny.repository)
    del own.config["simulation"]
    own.config["genome"]["fasta"] = url
    own.config["pathvars"]["resources"] = str(resources)
    shutil.copy(tiny.folder / "resources/simulated/REST.narrowPeak", folder / "REST.narrowPeak")
    own.rows = [own.rows[0] | {"peaks": "REST.narrowPeak"}]
    own.write()
    return own


def test_a_genome_stays_where_it_is_while_another_study_fetches_it_again(
    tiny: Study, server, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{server.server_port}/genome.fa"
    resources = tmp_path / "resources"
    folder = resources / f"genomes/tiny-{hashlib.sha256(url.encode()).hexdigest()[:8]}"

    def look() -> dict[str, str]:
        return {path.name: path.read_text() for path in folder.glob("*") if path.name in NAMES}

    server.look = look
    one, other = (of_url(tmp_path / name, tiny, url, resources) for name in ("one", "other"))
    one.run("--", str(folder / "digests.tsv"))
    whole = look()
    assert sorted(whole) == sorted(NAMES)
    # As if it had planned its run before the first study's ended.
    other.run("--forcerun", "fetch_genome", "index_genome", "--", str(folder / "digests.tsv"))
    assert server.seen[1:] == [whole]
    assert look() == whole
    # Nothing of the first study's is made again for that.
    assert one.jobs("--", str(folder / "digests.tsv")) == {}
