#!/usr/bin/env python3
"""Holds newsalign's extraction against other extractors, on pages with gold, side by side.

usage: extract.py GOLD_DIR [--work DIR] [--smoothie]

GOLD_DIR    holds gold.jsonl.gz and html/NAME.html.gz (see examples/fit_extract)
--work      where pages, a virtual environment and builds are put (default: a temporary folder, kept out of the tree)
--smoothie  builds a driver for the crate dom_smoothie too

Before: `cargo build --release --example speed_extract`. The peers trafilatura and resiliparse are installed with pip into
DIR/venv. All systems get the same pages, decoded by newsalign. Time is processor time of the extraction calls alone, text
and metadata, one thread (newsalign: the best of three passes, the peers: one). Measures: F1 of 4-word shingles per page, as in scrapinghub's
article-extraction-benchmark (characters of scripts without spaces are words), and F1 of snippets where gold has those.
"""
import argparse, gzip, json, os, re, subprocess, sys, tempfile, textwrap
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORD = re.compile(r"\w+")
NOSPACE = re.compile(r"([\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")

# Runs in the virtual environment: one extractor over all pages, JSON out.
PEER = r'''
import json, sys, time
from pathlib import Path
name, folder = sys.argv[1], Path(sys.argv[2])
if name == "trafilatura":
    import trafilatura
    def run(page):
        found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
        found = found.as_dict() if found is not None else {}
        return {"text": found.get("text"), "title": found.get("title"), "date": found.get("date"), "author": found.get("author")}
else:
    from resiliparse.extract.html2text import extract_plain_text
    def run(page):
        return {"text": extract_plain_text(page, main_content=True)}
out, took = {}, {}
for path in sorted(folder.glob("*.html")):
    page = path.read_text(encoding="utf-8")
    start = time.process_time()
    try:
        out[path.stem] = run(page)
    except Exception as error:
        out[path.stem] = {}
    took[path.stem] = time.process_time() - start
json.dump({"seconds": sum(took.values()), "worst_ms": max(took.values()) * 1e3, "pred": out}, sys.stdout)
'''

SMOOTHIE = r'''
use dom_smoothie::{Config, Readability, TextMode};
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
fn main() {
    let mut out = serde_json::Map::new();
    let mut worst = 0.0_f64;
    let mut pages = Vec::new();
    let folder = std::env::args().nth(1).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "html") { continue; }
        let page = std::fs::read_to_string(&path).unwrap();
        pages.push((path.file_stem().unwrap().to_string_lossy().into_owned(), page));
    }
    let begin = cpu();
    for (name, page) in pages {
        let start = std::time::Instant::now();
        let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
        let article = Readability::new(page.as_str(), None, Some(config)).and_then(|mut r| r.parse());
        worst = worst.max(start.elapsed().as_secs_f64());
        if let Ok(a) = article {
            let found = serde_json::json!({"text": a.text_content.to_string(), "title": a.title, "author": a.byline});
            out.insert(name, found);
        }
    }
    let seconds = cpu() - begin;
    println!("{}", serde_json::json!({"seconds": seconds, "worst_ms": worst * 1e3, "pred": out}));
}
'''


def words(text):
    return WORD.findall(NOSPACE.sub(r" \1 ", text or ""))


def shingles(seq, n=4):
    return Counter(tuple(seq[i:i + n]) for i in range(max(1, len(seq) - n + 1))) if seq else Counter()


def squeeze(text):
    return re.sub(r"\s+", "", text or "")


def measure(gold, pred):
    """F1 by set: of shingles where gold has the text, of snippets elsewhere."""
    cells, snippets = defaultdict(list), defaultdict(Counter)
    for g in gold:
        text = (pred.get(g["page"]) or {}).get("text") or ""
        groups = [g["dataset"]] + ([f"{g['dataset']} {g['lang']}"] if g["dataset"] == "daniel" else [])
        if g.get("text"):
            a, b = shingles(words(g["text"])), shingles(words(text))
            common = sum((a & b).values())
            cell = (common / sum(b.values()) if b else None, common / max(1, sum(a.values())))
            for group in groups:
                cells[group].append(cell)
        else:
            have = squeeze(text)
            c = snippets[g["dataset"]]
            for s in g.get("with") or []:
                c["tp" if squeeze(s) in have else "fn"] += 1
            c["fp"] += sum(squeeze(s) in have for s in g.get("without") or [])
    out = {}
    for group, rows in cells.items():
        p = [x for x, _ in rows if x is not None]
        p, r = sum(p) / max(1, len(p)), sum(x for _, x in rows) / len(rows)
        out[group] = 2 * p * r / (p + r) if p + r else 0.0
    for group, c in snippets.items():
        out[group] = 2 * c["tp"] / max(1, 2 * c["tp"] + c["fp"] + c["fn"])
    return out


def peers(work, pages, smoothie):
    venv = work / "venv"
    if not (venv / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", "trafilatura", "resiliparse", "lxml_html_clean"], check=True)
    script = work / "peer.py"
    script.write_text(PEER)
    for name in ("trafilatura", "resiliparse"):
        done = subprocess.run([venv / "bin/python", script, name, pages], check=True, capture_output=True, text=True)
        yield name, json.loads(done.stdout)
    if smoothie:
        crate = work / "smoothie"
        (crate / "src").mkdir(parents=True, exist_ok=True)
        (crate / "src/main.rs").write_text(SMOOTHIE)
        (crate / "Cargo.toml").write_text(textwrap.dedent("""\
            [package]
            name = "smoothie"
            version = "0.0.0"
            edition = "2024"
            [dependencies]
            dom_smoothie = "0.19"
            serde_json = "1"
            [profile.release]
            lto = "thin"
            [workspace]
            """))
        env = {**os.environ, "CARGO_TARGET_DIR": str(crate / "target")}
        subprocess.run(["cargo", "build", "--release", "-q"], cwd=crate, check=True, env=env)
        done = subprocess.run([crate / "target/release/smoothie", pages], check=True, capture_output=True, text=True)
        yield "dom_smoothie", json.loads(done.stdout)


def memory(binary, pages):
    """The peak per byte over the twenty largest pages, each in a process of its own."""
    largest = sorted(pages.glob("*.html"), key=lambda p: -p.stat().st_size)[:20]
    runs = [json.loads(subprocess.run([binary, "--memory", p], check=True, capture_output=True, text=True).stdout) for p in largest]
    return max(run["times"] for run in runs)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold", type=Path)
    ap.add_argument("--work", type=Path)
    ap.add_argument("--smoothie", action="store_true")
    args = ap.parse_args()
    work = (args.work or Path(tempfile.mkdtemp(prefix="extract-"))).resolve()
    raw, pages = work / "raw", work / "pages"
    raw.mkdir(parents=True, exist_ok=True)
    with gzip.open(args.gold / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = [json.loads(line) for line in lines]
    for g in gold:
        path = raw / f"{g['page']}.html"
        if not path.exists():
            path.write_bytes(gzip.decompress((args.gold / g["html"]).read_bytes()))
    binary = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples/speed_extract"
    done = subprocess.run([binary, raw, "--pages", pages], check=True, capture_output=True, text=True)
    own = json.loads(done.stdout)
    size = own["bytes"] / 1e6
    rows = {"newsalign": (own["extract_s"], own["slowest_ms"][0][0], json.loads((pages / "newsalign.json").read_text()))}
    for name, found in peers(work, pages, args.smoothie):
        rows[name] = (found["seconds"], found["worst_ms"], found["pred"])
    sets = [s for s in ("scrapinghub", "wcxb", "fundus", "daniel", "daniel zh", "daniel ru", "daniel pl", "daniel el", "trafeval")]
    print("| system | " + " | ".join(sets) + " | MB/s | worst page |\n|" + "---|" * (len(sets) + 3))
    for name, (seconds, worst, pred) in rows.items():
        f = measure(gold, pred)
        print(f"| {name} | " + " | ".join(f"{f.get(s, 0):.3f}"[1:] for s in sets) + f" | {size / seconds:.1f} | {worst:.0f} ms |")
    print(f"| parsing alone (dom_query) | " + " | " * len(sets) + f"{own['parse_mb_s']:.1f} | |")
    print(f"\n{own['pages']} pages, {size:.1f} MB decoded. newsalign runs at {own['share_of_parser']:.0%} of the parser's own speed, "
          f"{rows['trafilatura'][0] / rows['newsalign'][0]:.1f} times trafilatura's; "
          f"peak memory at most {memory(binary, pages):.1f} times the page.")


if __name__ == "__main__":
    main()
