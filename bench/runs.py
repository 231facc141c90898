"""The same part, several times."""

from statistics import median


def together(results):
    """The medians of all numbers, and each result as it was."""
    good = [result for result in results if "failed" not in result]
    if len(results) == 1 or not good:
        return results[0]
    combined = {**medians(good), "runs": good}
    return combined if len(good) == len(results) else {**combined, "failed runs": len(results) - len(good)}


def medians(values):
    first = values[0]
    if isinstance(first, dict):
        keys = dict.fromkeys(key for value in values for key in value)
        return {key: medians([value[key] for value in values if key in value]) for key in keys}
    numbers = [value for value in values if isinstance(value, (int, float))]
    if not numbers:
        return first
    middle = round(median(numbers), 3)
    return int(middle) if middle == int(middle) and all(isinstance(number, int) for number in numbers) else middle


def each(result, *path):
    """A number of each run."""
    def found(value):
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value
    return [found(run) for run in result.get("runs", [result])] if result else []
