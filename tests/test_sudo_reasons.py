import ast
import re
from pathlib import Path

ADDONS = Path(__file__).parents[1] / "addons"
FILES = sorted(
    path
    for path in ADDONS.glob("*/**/*.py")
    if "tests" not in path.parts and path.name != "rights.py"
)
LINES_ABOVE = 6
SUDO = re.compile(r"\.sudo\((?!False|self\.env\.su)|as_superuser\(")
# what is written beyond the rights of a caller takes nothing from his context
WRITING = re.compile(
    r"\.sudo\(\)\s*(?:\.\w+\([^()]*\)\s*)*\.(?:create|write|copy|_message|message_|_log)"
)


def _find_unexplained(path):
    """Return the lines of a file that have a sudo() and no reason beside it."""
    text = path.read_text()
    lines = text.splitlines()
    missing, scopes = [], None
    for number, line in enumerate(lines, 1):
        if not SUDO.search(line):
            continue
        above = lines[max(number - 1 - LINES_ABOVE, 0) : number]
        if any("# " in text for text in above):
            continue
        scopes = scopes or _find_scopes(ast.parse(text))
        told = (
            ast.get_docstring(node) or ""
            for node in scopes
            if node.lineno <= number <= node.end_lineno
        )
        if not any("rights" in text or "whoever" in text for text in told):
            missing.append(f"{path.relative_to(ADDONS)}:{number}: {line.strip()}")
    return missing


def _find_scopes(tree):
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_a_reason_stands_beside_each_sudo():
    assert FILES
    assert not [line for path in FILES for line in _find_unexplained(path)]


def test_nothing_is_written_by_sudo_with_the_context_of_a_caller():
    writing = {path.name for path in FILES if WRITING.search(path.read_text())}
    assert not writing, "use as_superuser() of maintenance_bom to create and to write"
