/* What Jenkins answers about the history of an invented organisation, if the page's own address asks for a scene. */
(function () {
  "use strict";

  const DAY = 86400000;
  const HOUR = DAY / 24;
  const MINUTE = HOUR / 60;
  const LENGTHS = { day: DAY, week: 7 * DAY, month: 30 * DAY };
  const send = window.fetch;
  const scene = new URLSearchParams(window.location.search).get("scene");
  window.asked = [];

  /** The same on each run. */
  function wave(index, seed) {
    return 0.5 + 0.5 * Math.sin(index * 1.7 + seed);
  }

  function sum(tasks, share, seed) {
    const limited = Math.round(tasks * share);
    return {
      tasks,
      verdicts: { SUCCEEDED: tasks - Math.round(tasks / 12), TASK_FAILED: Math.round(tasks / 20), NEVER_STARTED: Math.round(tasks / 90), CANCELLED: Math.round(tasks / 60) },
      waits: {
        limited: limited * 4 * MINUTE,
        scheduling: Math.round(tasks * wave(seed, 1) * MINUTE * 0.6),
        starting: tasks * 9000,
        retrying: Math.round(tasks * wave(seed, 2) * 4000),
        files: Math.round(tasks * 2100),
        lost: tasks > 3000 ? 31 * MINUTE : undefined,
      },
      runMs: tasks * 6.3 * MINUTE,
      lostAttempts: Math.round(tasks / 70),
      lostMs: Math.round(tasks / 70) * 2.4 * MINUTE,
      limitedPulls: limited,
      limitedMs: limited * 4 * MINUTE,
      startP50Ms: 8200 + 900 * seed,
      startP95Ms: 30000 + 250000 * share,
    };
  }

  function total(group) {
    return Object.values(group.sum.waits).reduce((one, other) => one + (other || 0), 0);
  }

  const KEYS = {
    registry: ["docker.io", "quay.io", "registry.example.com", "ghcr.io", "mcr.microsoft.com"],
    image: ["maven:3.9-eclipse-temurin-21", "node:22-bookworm", "registry.example.com/team-a/build-tools/with-a-very-long-name:2026-11-30", "golang:1.25"],
    cause: ["RegistryRateLimit", "Unschedulable", "ContainerCreating", "QuotaExceeded", "ImagePullFails", ""],
    folder: ["shop", "payments", "platform", "mobile", ""],
    cluster: ["prod", "staging"],
    namespace: ["prod/ci", "prod/ci-large", "staging/ci"],
  };

  function buckets(period, to, lively) {
    const count = period === "day" ? 24 : period === "week" ? 7 : 30;
    const length = period === "day" ? HOUR : DAY;
    return Array.from({ length: count }, (nothing, index) => {
      const work = period === "day" ? (index > 7 && index < 19 ? 1 : 0.1) : index % 7 === 5 || index % 7 === 6 ? 0.15 : 1;
      const factor = (length / DAY) * (period === "day" ? 2.5 : 1) * work * lively;
      return {
        from: to - (count - index) * length,
        tasks: Math.round(900 * factor * (0.7 + wave(index, 0))),
        waits: {
          limited: Math.round(factor * (0.4 + wave(index, 1)) * 14 * HOUR),
          scheduling: Math.round(factor * (0.2 + wave(index, 2)) * 6 * HOUR),
          starting: Math.round(factor * 2.2 * HOUR),
          retrying: Math.round(factor * wave(index, 4) * 3 * HOUR),
          files: Math.round(factor * HOUR * 0.6),
          lost: index === 3 ? 31 * MINUTE : undefined,
        },
      };
    });
  }

  function sums(values) {
    const period = values.get("period");
    const by = values.get("by");
    const to = Math.floor(Date.now() / DAY) * DAY + 15 * HOUR;
    const filtered = ["registry", "image", "cause", "folder", "verdict"].some((name) => values.has(name));
    const none = scene === "empty" || values.get("registry") === "nosuch";
    const tasks = none ? 0 : Math.round((period === "day" ? 900 : period === "week" ? 5600 : 24000) * (filtered ? 0.3 : 1));
    const all = sum(tasks, filtered ? 0.5 : 0.12, 0);
    const parts = buckets(period, to, filtered ? 0.3 : 1);
    if (!none) {
      Object.keys(all.waits).forEach((kind) => {
        all.waits[kind] = parts.reduce((total, part) => total + (part.waits[kind] || 0), 0) || undefined;
      });
    } else {
      all.waits = {};
      all.verdicts = {};
      delete all.startP50Ms;
      delete all.startP95Ms;
    }
    return {
      period,
      by,
      from: to - LENGTHS[period],
      to,
      reading: scene === "reading" ? { done: 12, days: 30 } : undefined,
      skipped: scene === "gaps" ? 3 : 0,
      lost: scene === "gaps" ? 12 : 0,
      dropped: scene === "gaps" ? 140000 : 0,
      tasks: scene === "empty" ? 0 : 24000,
      sum: all,
      buckets: parts,
      groups: none ? [] : KEYS[by].map((key, index) => ({ key, sum: sum(Math.round(tasks / (index + 1.6)), [0.31, 0.05, 0.002, 0, 0, 0][index], index) })).sort((one, other) => total(other) - total(one)),
      moreGroups: by === "image" ? 118 : 0,
    };
  }

  function advice(values) {
    return {
      advice:
        scene === "empty" || values.get("period") === "day"
          ? []
          : [
              {
                text: "docker.io limited 2,214 pulls of 12 images this week, 147 h of waiting. A mirror (imageMirrors) or a pull secret would have saved it.",
                query: "?period=week&by=image&registry=docker.io&cause=RegistryRateLimit",
              },
              {
                text: "Tasks waited 61 h for a node in cluster prod, at most from 9 to 11 o'clock. More nodes, or a cap of pods, would have saved it.",
                query: "?period=week&by=folder&cluster=prod&cause=Unschedulable",
              },
            ],
    };
  }

  function builds(values) {
    const matching = 137;
    const offset = Number(values.get("offset") || 0);
    const limit = 50;
    return {
      matching,
      offset,
      limit,
      rows: Array.from({ length: Math.max(0, Math.min(limit, matching - offset)) }, (nothing, place) => {
        const index = offset + place;
        const ms = (60 * MINUTE) / (1 + index / 5);
        return {
          ended: new Date(Date.now() - index * 3.7 * HOUR).toISOString(),
          task: "task-" + index,
          build: "shop/checkout#" + (700 - index),
          page: index % 7 === 3 ? undefined : "#" + index,
          cluster: "prod",
          namespace: "ci",
          image: KEYS.image[index % 3],
          verdict: index % 5 === 2 ? "TASK_FAILED" : index % 11 === 7 ? "CANCELLED" : "SUCCEEDED",
          reason: index % 5 === 2 ? "ExitCode" : index % 11 === 7 ? "Cancelled" : "Completed",
          attempts: 1 + (index % 3 === 1),
          startMs: index % 11 === 7 ? undefined : ms + 9000,
          runMs: 300000 + 1000 * index,
          lostMs: 0,
          waits: [
            { kind: "limited", cause: "RegistryRateLimit", image: "maven:3", times: 3, ms },
            { kind: "starting", cause: "ContainerCreating", image: "", times: 1, ms: 9000 + ms / 9 },
          ],
        };
      }),
    };
  }

  const MADE = { sums, builds, advice };

  function answer(url) {
    const [name, query] = url.split("?");
    const values = new URLSearchParams(query);
    window.asked.push(url);
    if (scene === "refused") {
      return new Response("verdict must be one of succeeded, task_failed, not \"nice\".\n", { status: 400 });
    }
    return new Response(JSON.stringify(MADE[name](values)), { status: scene === "silent" && window.asked.length > 2 ? 500 : 200 });
  }

  window.fetch = (url, ...others) => (scene && /^(sums|builds|advice)\?/.test(url) ? Promise.resolve().then(() => answer(url)) : send(url, ...others));
})();
