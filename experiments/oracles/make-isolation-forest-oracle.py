"""Writes scikit-learn's AUC on the planted data set of bench/planted-outliers.ts, for test/detectors/isolation-forest.test.ts.

    python -m venv oracle-env && oracle-env/bin/pip install scikit-learn==1.9.1
    oracle-env/bin/python experiments/oracles/make-isolation-forest-oracle.py > test/fixtures/oracles/isolation-forest.json
"""

import json

import numpy
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

ROWS, COLUMNS, SEED = 4000, 12, 7


def mulberry32(seed):
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t = (t ^ (t + ((t ^ (t >> 7)) * (t | 61) & 0xFFFFFFFF))) & 0xFFFFFFFF
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 4294967296


def planted():
    draw = mulberry32(SEED)
    values = numpy.zeros((ROWS, COLUMNS))
    labels = numpy.zeros(ROWS, dtype=int)
    for row in range(ROWS):
        strange = next(draw) < 0.01
        labels[row] = int(strange)
        for column in range(COLUMNS):
            value = sum(next(draw) for _ in range(12)) - 6
            if strange and next(draw) < 0.4:
                value += 4 if next(draw) < 0.5 else -4
            values[row, column] = value
    return values, labels


values, labels = planted()
scores = [
    roc_auc_score(labels, -IsolationForest(n_estimators=100, max_samples=256, random_state=seed).fit(values).score_samples(values))
    for seed in range(5)
]
print(
    json.dumps(
        {
            "made_by": "experiments/oracles/make-isolation-forest-oracle.py",
            "scikit_learn": sklearn.__version__,
            "rows": ROWS,
            "columns": COLUMNS,
            "seed": SEED,
            "positives": int(labels.sum()),
            "sum": float(values.sum()),
            "auc": [round(score, 6) for score in scores],
        }
    )
)
