"""Writes what scikit-learn says of local outlier factors, for test/detectors/lof.test.ts.

    python -m venv oracle-env && oracle-env/bin/pip install scikit-learn==1.9.1
    oracle-env/bin/python experiments/oracles/make-lof-oracle.py > test/fixtures/oracles/lof.json
"""

import json

import numpy
import sklearn
from sklearn.neighbors import LocalOutlierFactor

NEIGHBORS = 20
random = numpy.random.default_rng(7)
crowd = random.normal([0, 0, 0], [1, 10, 0.1], (110, 3))
cluster = random.normal([8, -40, 1], [0.5, 5, 0.05], (45, 3))
strange = random.uniform([-10, -90, -2], [15, 80, 3], (5, 3))
training = numpy.round(numpy.vstack([crowd, cluster, strange]), 4)
new = numpy.round(
    numpy.vstack([random.normal([0, 0, 0], [1, 10, 0.1], (20, 3)), random.uniform([-10, -90, -2], [15, 80, 3], (20, 3))]), 4
)
center = numpy.median(training, axis=0)
scale = numpy.percentile(training, 75, axis=0) - numpy.percentile(training, 25, axis=0)
inner = LocalOutlierFactor(n_neighbors=NEIGHBORS, algorithm="brute").fit((training - center) / scale)
outer = LocalOutlierFactor(n_neighbors=NEIGHBORS, algorithm="brute", novelty=True).fit((training - center) / scale)
print(
    json.dumps(
        {
            "made_by": "experiments/oracles/make-lof-oracle.py",
            "scikit_learn": sklearn.__version__,
            "neighbors": NEIGHBORS,
            "training": training.tolist(),
            "training_factors": (-inner.negative_outlier_factor_).round(12).tolist(),
            "new": new.tolist(),
            "new_factors": (-outer.score_samples((new - center) / scale)).round(12).tolist(),
        }
    )
)
