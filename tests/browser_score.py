"""The score as the browser's code of the workbench counts it, run by Node."""

import json
import shutil
import subprocess

from django.conf import settings

BENCH = settings.ROOT / "tiles" / "map" / "frontend" / "src" / "workbench"
RUN = """
import { groundOf } from %s;
import { scoreOf } from %s;
let sent = "";
process.stdin.setEncoding("utf8");
for await (const part of process.stdin) sent += part;
const { told, orders } = JSON.parse(sent);
const ground = groundOf(told);
process.stdout.write(JSON.stringify(orders.map((order) => scoreOf(order, ground))));
"""


def counted(told: dict[str, object], orders: list[list[int]]) -> list[dict[str, object]]:
    """Return what the browser's code makes of orders on the ground that the server tells."""
    addresses = tuple(json.dumps(f"file://{BENCH / name}") for name in ("ground.js", "score.js"))
    node = shutil.which("node") or str(settings.ROOT / ".venv" / "bin" / "node")
    sent = json.dumps({"told": told, "orders": orders})
    done = subprocess.run(
        [node, "--input-type=module", "-e", RUN % addresses], input=sent, capture_output=True, text=True, check=True
    )
    scores: list[dict[str, object]] = json.loads(done.stdout)
    return scores
