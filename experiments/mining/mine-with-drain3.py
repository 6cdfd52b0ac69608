"""Mines JSON lists of messages, one a line of standard input, with Drain3's defaults; see evaluate.ts."""

import json
import sys

try:
    from drain3.drain import Drain
except ImportError:
    sys.exit(3)

for line in sys.stdin:
    tree = Drain()
    clusters = [tree.add_log_message(message)[0].cluster_id for message in json.loads(line)]
    known = sorted(tree.id_to_cluster)
    print(
        json.dumps(
            {
                "found": [known.index(cluster) for cluster in clusters],
                "texts": [tree.id_to_cluster[cluster].get_template() for cluster in known],
            }
        )
    )
