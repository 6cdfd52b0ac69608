"""Mines JSON lists of messages, one a line of standard input, with Drain3's defaults; see drain3.ts.

The first line of the output names the versions. The argument: how often each list is mined, the best time counts.
"""

import importlib.metadata
import json
import platform
import sys
import time

try:
    from drain3.drain import Drain
except ImportError:
    sys.exit(3)

print(json.dumps({"version": importlib.metadata.version("drain3"), "python": platform.python_version()}))
times = int(sys.argv[1]) if len(sys.argv) > 1 else 1
for line in sys.stdin:
    messages = json.loads(line)
    seconds = float("inf")
    for _ in range(times):
        tree = Drain()
        since = time.process_time()
        clusters = [tree.add_log_message(message)[0].cluster_id for message in messages]
        seconds = min(seconds, time.process_time() - since)
    known = sorted(tree.id_to_cluster)
    places = {cluster: place for place, cluster in enumerate(known)}
    print(
        json.dumps(
            {
                "seconds": seconds,
                "found": [places[cluster] for cluster in clusters],
                "texts": [tree.id_to_cluster[cluster].get_template() for cluster in known],
            }
        )
    )
