"""Writes what the reference programs make of some log lines, for test/templates/line-miners.test.ts.

    python -m venv oracle-env && oracle-env/bin/pip install --no-deps logparser3==1.0.4 regex pandas numpy drain3==0.9.11 cachetools jsonpickle
    git clone https://github.com/WeibinMeng/FT-Tree FT-Tree
    oracle-env/bin/python experiments/oracles/make-miner-oracles.py FT-Tree > test/fixtures/oracles/miners.json

With `--lines FILE` (JSON, a list of messages) the oracle speaks of those instead: experiments/mining/references.ts compares them.
"""

import contextlib
import inspect
import json
import os
import sys
import tempfile
import textwrap

from drain3.drain import Drain
from logparser.Drain import LogParser as DrainParser
from logparser.Spell import LogParser as SpellParser

sys.path.insert(0, sys.argv[1])
import ft_tree  # noqa: E402

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi".split()


def written_lines():
    """Messages of a made-up shop; every choice follows from the number of the line."""
    lines = []
    for i in range(240):
        word, other = WORDS[i * 7 % 16], WORDS[(i * 5 + 3) % 16]
        lines.append(
            [
                f"order {1000 + i} of customer {word} was shipped from store {i % 5} to {other} in {i % 9 + 1} days",
                f"connection from 10.0.{i % 4}.{i} port {4000 + i} closed after {i * 13 % 700} ms",
                f"user {word} logged in from host-{i % 6} over the {'http' if i % 2 else 'ssh'} service",
                f"payment of order {1000 + i} failed: card {other} was refused by bank {word}",
                f"cache {word} miss, key={other}:{i}, size={i * 3}",
                f"worker {word}-{i % 3} started" if i % 3 else "nightly backup of the database started",
                f"lock wait on table {other} for {i} ms, owner {word}, statement update prices set amount = {i}",
                "disk check done" if i % 4 else f"{word} disk check done with {i % 7} errors in block 0x{i * 977:x}",
                f"{word} {other} {WORDS[i % 16]} joined the room",
                f"GET /items/{i}/{word} HTTP/1.1 {200 if i % 5 else 404} {i * 31}",
            ][i * 3 % 10]
        )
    return lines


@contextlib.contextmanager
def folder_with(lines):
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nothing:
        with open(os.path.join(folder, "in.log"), "w") as out:
            out.write("".join(line + "\n" for line in lines))
        with contextlib.redirect_stdout(nothing):
            yield folder + "/"


def logparser(parser, lines, **options):
    with folder_with(lines) as folder:
        run = parser(indir=folder, outdir=folder, log_format="<Content>", keep_para=False, **options)
        run.parse("in.log")
        return run.df_log["EventTemplate"].tolist()


def drain3(lines, **options):
    tree = Drain(**options)
    clusters = [tree.add_log_message(line)[0].cluster_id for line in lines]
    return [tree.id_to_cluster[cluster].get_template() for cluster in clusters]


def tree_of_words(lines, protects, **options):
    """Of each line the words of its template, sorted; null: passed over. `protects`: the share of words is a typing error in
    the program and never used; with it repaired."""
    tree_class = ft_tree.WordsFrequencyTree
    if protects:
        source = textwrap.dedent(inspect.getsource(tree_class)).replace("CUTTING_PERCEN =", "CUTTING_PERCENT =")
        space = dict(vars(ft_tree))
        exec(source, space)
        tree_class = space["WordsFrequencyTree"]
    with folder_with(lines) as folder:
        para = {
            "template_path": folder + "template",
            "fre_word_path": folder + "fre",
            "CUTTING_PERCENT": 0.3,
            "NO_CUTTING": 1,
            "plot_flag": 0,
            "leaf_num": options["leafNum"],
        }
        short = options["shortThreshold"]
        logs = [log for log in map(ft_tree.getMsgFromNewSyslog, lines) if len(log[1]) >= short]
        tree_class().do(logs, para)
        frequency = [word.rstrip("\n") for word in open(para["fre_word_path"])]
        templates = [line.split() for line in open(para["template_path"])]
    # As matchTemplate.py does: the tree again, of the templates only, and nothing cut.
    again = ft_tree.WordsFrequencyTree()
    again._init_tree([""])
    again.auto_temp([("", words) for words in templates], frequency, para, rebuild=1)
    known = {" ".join(words) for words in templates}
    found = []
    for line in lines:
        words = ft_tree.getMsgFromNewSyslog(line)[1]
        if len(words) < short:
            found.append(None)
            continue
        order = sorted({word for word in words if word in frequency}, key=frequency.index)
        node, path = again.tree_list[""]._head, []
        for word in order:
            if node.find_child_node(word) is not None:
                node = node.find_child_node(word)
                path.append(word)
        found.append(" ".join(path) if " ".join(path) in known else None)
    return {"frequency": frequency, "templates": sorted(" ".join(words) for words in templates), "of_lines": found}


def squeezed(texts):
    """Different texts, and which of them each line has."""
    different = list(dict.fromkeys(texts))
    return {"templates": different, "of_lines": [different.index(text) for text in texts]}


def main():
    lines = json.load(open(sys.argv[sys.argv.index("--lines") + 1])) if "--lines" in sys.argv else written_lines()
    cases = []
    for options in [
        {"depth": 4, "st": 0.4, "maxChildren": 100},
        {"depth": 4, "st": 0.7, "maxChildren": 100},
        {"depth": 5, "st": 0.5, "maxChildren": 4},
    ]:
        theirs = {"depth": options["depth"], "st": options["st"], "maxChild": options["maxChildren"]}
        # Messages shorter than the tree are never merged by logparser, which is why only depth 4 is compared.
        if options["depth"] == 4:
            cases.append({"miner": "drain", "by": "logparser", "options": options, **squeezed(logparser(DrainParser, lines, **theirs))})
        theirs = {"depth": options["depth"], "sim_th": options["st"], "max_children": options["maxChildren"]}
        cases.append({"miner": "drain", "by": "drain3", "options": options, **squeezed(drain3(lines, **theirs))})
    masked = {"depth": 4, "st": 0.4, "maxChild": 100, "rex": [r"\d+ ms", r"(\d+\.){3}\d+"]}
    cases.append(
        {
            "miner": "drain",
            "by": "logparser",
            "options": {"mask": masked["rex"]},
            **squeezed(logparser(DrainParser, lines, **masked)),
        }
    )
    for tau in [0.5, 0.7]:
        cases.append({"miner": "spell", "by": "logparser", "options": {"tau": tau}, **squeezed(logparser(SpellParser, lines, tau=tau))})
    masks = [r"\d+ ms", r"(\d+\.){3}\d+"]
    cases.append(
        {"miner": "spell", "by": "logparser", "options": {"mask": masks}, **squeezed(logparser(SpellParser, lines, rex=masks))}
    )
    for options in [{"leafNum": 4, "shortThreshold": 5}, {"leafNum": 6, "shortThreshold": 2}, {"leafNum": 2, "shortThreshold": 3}]:
        for protects in [False, True]:
            mined = tree_of_words(lines, protects, **options)
            cases.append(
                {"miner": "ft-tree", "by": "FT-Tree", "options": {**options, "cuttingPercent": 0.3 if protects else 0}, **mined}
            )
    print(json.dumps({"made_by": "experiments/oracles/make-miner-oracles.py", "lines": lines, "cases": cases}))


main()
