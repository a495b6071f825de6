"""Run a real Apache Kafka beside the project, without Docker, until interrupted: ``python scripts/kafka.py --help``."""

from __future__ import annotations

import argparse
import signal
import sys

from hub.testing.kafka import KafkaPlan, MissingJavaError, running_cluster
from hub.testing.kafka.jars import CURRENT


def main(arguments: list[str]) -> int:
    """Start a cluster, say how it's reached, and take it away again at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, choices=(1, 3), default=1)
    parser.add_argument("--secured", action="store_true", help="TLS and SCRAM-SHA-512 on every listener, access lists")
    parser.add_argument("--version", default=CURRENT)
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running_cluster(KafkaPlan(version=chosen.version, nodes=chosen.nodes, secured=chosen.secured)) as cluster:
            print(f"bootstrap      {cluster.bootstrap}")
            if cluster.certificates is not None:
                print(f"administrators {cluster.administrators_bootstrap}")
                print(f"certificate    {cluster.administrator}")
                print(f"authority      {cluster.certificates.authority}")
            print("Ctrl-C ends it and removes its data", flush=True)
            signal.pause()
    except MissingJavaError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
