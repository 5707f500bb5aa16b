"""What if the world were otherwise: the settings that the claim may hang on."""

from dataclasses import replace

from .settings import Settings

_BASE = Settings()

SCENARIOS: dict[str, Settings] = {
    "as assumed": _BASE,
    "0 % of lines wrong": replace(_BASE, wrong_share=0.0),
    "40 % of lines wrong": replace(_BASE, wrong_share=0.4),
    "20 % wrong, half of the finders correct it": replace(_BASE, mended_share=0.5),
    "vendors keep their word": replace(_BASE, late_share=(0.0, 0.0)),
    "most deliveries are late": replace(_BASE, late_share=(0.5, 0.9)),
    "lead times twice as long": replace(
        _BASE, leads=tuple((2 * days, weight) for days, weight in _BASE.leads)
    ),
    "all ages known": replace(_BASE, unknown_ages=0.0),
    "no single jobs": replace(_BASE, single_jobs=0.0),
    "four times the single jobs": replace(_BASE, single_jobs=2.0),
    "half of the failures": replace(_BASE, failures=0.3),
    "three times the failures": replace(_BASE, failures=1.8),
    "40 assets": replace(_BASE, assets=40),
    "20 types of assets, 300 parts": replace(_BASE, asset_types=20, parts=300),
    "120 types of assets, 2,000 parts": replace(_BASE, asset_types=120, parts=2000),
    "7 safety days": replace(_BASE, safety_days=7),
    "14 safety days": replace(_BASE, safety_days=14),
    "a look-ahead of 28 days": replace(_BASE, look_ahead=28),
}
