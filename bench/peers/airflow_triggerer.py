"""KubernetesPodOperator, deferrable: its own trigger class, all of them in one event loop as in a triggerer."""

import argparse
import asyncio
import datetime
import sys
import time

import yaml
from airflow.providers.cncf.kubernetes.triggers.pod import KubernetesPodTrigger
from kubernetes import client, config


def now():
    return int(time.time() * 1e6)


def tell(*words):
    print(*words, now(), flush=True)


class Triggerer:
    def __init__(self, options):
        self.options = options
        with open(options.kubeconfig) as text:
            self.config = yaml.safe_load(text)
        with open(options.pods) as names:
            self.pods = names.read().split()
        self.count = len(self.pods) // options.rounds  # of a round
        self.out = open(options.out, "w", buffering=1)
        self.over = 0
        self.seen = 0
        self.settled = 0
        self.first = asyncio.Event()
        # The worker's half of the operator.
        config.load_kube_config_from_dict(self.config)
        self.api = client.CoreV1Api()

    def create(self, name):
        notes = {"bench/lasts": self.options.lasts} if self.options.lasts else {}
        self.api.create_namespaced_pod("bench", {
            "metadata": {"name": name, "annotations": notes},
            "spec": {"nodeName": "node-0", "restartPolicy": "Never", "containers": [{"name": self.options.container, "image": "bench"}]}})

    def delete(self, name):
        self.api.delete_namespaced_pod(name, "bench", grace_period_seconds=0)

    async def follow(self, name):
        await asyncio.to_thread(self.create, name)
        trigger = KubernetesPodTrigger(
            pod_name=name, pod_namespace="bench", trigger_start_time=datetime.datetime.now(tz=datetime.timezone.utc),
            base_container_name=self.options.container, config_dict=self.config, kubernetes_conn_id="kubernetes_default",
            poll_interval=2, on_finish_action="keep_pod")
        inner = trigger._get_pod

        async def counted():
            pod = await inner()
            self.seen += 1
            self.first.set()
            if self.seen % self.count == 0:
                tell("seen")
            trigger._get_pod = inner
            return pod

        trigger._get_pod = counted
        async for event in trigger.run():
            status = event.payload["status"]
            if status != "success":
                print(name, event.payload, file=sys.stderr)
            self.out.write(f"{name} {now()} {status}\n")
            self.over += 1
            if self.over % self.count == 0:
                tell("finished")
        await asyncio.to_thread(self.delete, name)
        self.settled += 1
        if self.settled % self.count == 0:
            tell("settled")

    @staticmethod
    async def obey(commands):
        while (command := await commands.get()) and command.strip() != "quit":
            tell("heap", 0)

    async def run(self):
        tasks = [asyncio.create_task(self.follow(self.pods[0]))]
        await self.first.wait()
        tell("empty")
        loop = asyncio.get_running_loop()
        commands = asyncio.Queue()
        loop.add_reader(sys.stdin.fileno(), lambda: commands.put_nowait(sys.stdin.readline()))
        await self.obey(commands)
        for end in range(self.count, len(self.pods) + 1, self.count):
            tell("begin")
            tasks += [asyncio.create_task(self.follow(name)) for name in self.pods[len(tasks):end]]
            await self.obey(commands)
        self.out.close()
        sys.stdout.flush()
        import os
        os._exit(0)


parser = argparse.ArgumentParser()
for option in ("kubeconfig", "pods", "out", "lasts", "wait"):
    parser.add_argument(f"--{option}")
parser.add_argument("--container", default="quiet")
parser.add_argument("--rounds", type=int, default=1)
asyncio.run(Triggerer(parser.parse_args()).run())
