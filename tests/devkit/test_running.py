from devkit.running import BENCHES, _constants


def test_what_a_benchmark_needs_is_read_without_running_it(tmp_path):
    program = tmp_path / "bench.py"
    program.write_text('BESIDE = ("sale_stock",)\nOTHER = open("/nowhere")\n')
    assert _constants(program) == {"BESIDE": ("sale_stock",)}


def test_all_benchmarks_can_be_read():
    for program in BENCHES.glob("*.py"):
        assert set(_constants(program)) <= {"BESIDE", "PLAIN"}
