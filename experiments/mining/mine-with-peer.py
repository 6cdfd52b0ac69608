"""Mines JSON lists of messages, one a line of standard input, with a package of Python and its defaults; see peers.ts.

Arguments: the package, and how often each list is mined, the best time counts. The first line of the output names the versions.
"""

import importlib.metadata
import importlib.util
import json
import platform
import sys
import time


def drain3():
    """Drain3 (https://github.com/logpai/Drain3): its tree, without masking or persistence."""
    from drain3.drain import Drain

    def mine(messages):
        tree = Drain()
        since = time.process_time()
        clusters = [tree.add_log_message(message)[0].cluster_id for message in messages]
        seconds = time.process_time() - since
        known = sorted(tree.id_to_cluster)
        places = {cluster: place for place, cluster in enumerate(known)}
        texts = [tree.id_to_cluster[cluster].get_template() for cluster in known]
        return seconds, [places[cluster] for cluster in clusters], texts

    return mine


def logparser3():
    """Drain as its authors published it (https://github.com/logpai/logparser): the steps of `parse` for a line, without its data frames
    and files and without patterns for a system."""
    from logparser.Drain.Drain import LogParser, Logcluster, Node

    def mine(messages):
        parser = LogParser("<Content>")
        root = Node()
        clusters = []
        since = time.process_time()
        for number, message in enumerate(messages):
            tokens = parser.preprocess(message).strip().split()
            cluster = parser.treeSearch(root, tokens)
            if cluster is None:
                cluster = Logcluster(logTemplate=tokens, logIDL=[number])
                clusters.append(cluster)
                parser.addSeqToPrefixTree(root, cluster)
                continue
            template = parser.getTemplate(tokens, cluster.logTemplate)
            cluster.logIDL.append(number)
            if " ".join(template) != " ".join(cluster.logTemplate):
                cluster.logTemplate = template
        seconds = time.process_time() - since
        found = [0] * len(messages)
        for place, cluster in enumerate(clusters):
            for number in cluster.logIDL:
                found[number] = place
        return seconds, found, [" ".join(cluster.logTemplate) for cluster in clusters]

    return mine


PEERS = {"drain3": ("drain3", drain3), "logparser3": ("logparser", logparser3)}

package = sys.argv[1]
times = int(sys.argv[2]) if len(sys.argv) > 2 else 1
module, peer = PEERS[package]
if importlib.util.find_spec(module) is None:
    sys.exit(3)
mine = peer()

print(json.dumps({"version": importlib.metadata.version(package), "python": platform.python_version()}))
for line in sys.stdin:
    messages = json.loads(line)
    runs = [mine(messages) for _ in range(times)]
    seconds, found, texts = min(runs, key=lambda run: run[0])
    print(json.dumps({"seconds": seconds, "found": found, "texts": texts}))
