# What CONTRIBUTING.md names, by one word each: just install, just check, …

# the program, what its tests need, and the hook before each commit where pre-commit is installed
install:
    pip install -e ".[test]"
    if command -v pre-commit > /dev/null; then pre-commit install; fi

# the checks before a commit; `just check --fix` mends what can be mended by itself
check *options:
    python scripts/check.py {{ options }}

# all tests, or those named
test *tests:
    python -m pytest -n auto {{ tests }}

# which branches the tests take
coverage:
    python -m pytest -n auto --cov --cov-report=
    coverage report --skip-covered --sort=cover

# golden files rewritten; look at the difference
golden *tests:
    UPDATE_GOLDEN=1 python -m pytest -n auto {{ tests }}

# texts that users see collected for the translators; `just catalogue --add FILE` takes translations in
catalogue *options:
    python scripts/catalogue.py {{ options }}

# the pictures of the README
pictures:
    python scripts/pictures.py

# the lowest versions of libraries that pyproject.toml allows
lowest *tests:
    python scripts/lowest.py {{ tests }}

# known vulnerabilities of the libraries that are installed
audit:
    pip install --quiet ".[audit]"
    python scripts/audit.py

# kills, failing calls and power cuts; `just faults --kills 1000 --seed 7` runs more
faults *options:
    python -m tests.faults {{ options }}

# how fast it is, beside its peers and floors; `just bench add --sizes 1k` measures one row
bench *options:
    python -m tests.benchmarks {{ options }}

# everything, as on a clean checkout
ci:
    .ci/run
