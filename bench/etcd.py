"""What etcd keeps of the pods. It also knows those whose client was killed before the answer, which the API server may count as failed."""

import base64
import json
import urllib.request

PODS = "/registry/pods/bench/"
EVERYTHING = {"key": "AA==", "range_end": "AA=="}  # two zero bytes, as etcd has it


class Etcd:
    def __init__(self, url):
        self.url = url

    def revision(self):
        """The number of the last change."""
        with self._post("kv/range", {**EVERYTHING, "count_only": True}) as answer:
            return int(json.load(answer)["header"]["revision"])

    def created(self, after):
        """How many pods were created since a revision, which is lost with its five minutes of history."""
        last, count = self.revision(), 0
        with self._post("watch", {"create_request": {**EVERYTHING, "start_revision": after + 1}}) as answers:
            for line in answers:
                result = json.loads(line)["result"]
                if result.get("canceled"):
                    raise RuntimeError(f"etcd has no history since {after}: {result}")
                for event in result.get("events", []):
                    key = event["kv"]
                    # A deletion has no version, and each revision has a change.
                    count += base64.b64decode(key["key"]).decode().startswith(PODS) and key.get("version") == "1"
                    if int(key["mod_revision"]) >= last:
                        return count
        raise RuntimeError("etcd has ended its answer")

    def _post(self, path, body):
        return urllib.request.urlopen(urllib.request.Request(f"{self.url}/v3/{path}", json.dumps(body).encode()), timeout=60)
