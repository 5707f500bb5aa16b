"""States of the life of an asset, and conditions, in the words of registers."""

from .headings import split_words, squeeze

STATUSES = split_words(
    {
        "planned": """
            planned, ordered, on order, requested, staged, not ready, pending,
            in procurement, in transit, acquisition, not yet delivered,
            geplant, bestellt, in Bestellung, in Beschaffung, angefordert,
            prévu, planifié, commandé, en commande, à livrer,
            planificado, previsto, pedido, encargado, en pedido, en tránsito
        """,
        "in_service": """
            in service, in use, active, operating, operational, running,
            deployed, deployable, installed, in production,
            available, allocated, assigned, checked out, ok, live, online,
            working, inst,
            in Betrieb, im Einsatz, aktiv, in Benutzung, in Gebrauch, in Nutzung,
            betriebsbereit, verfügbar, installiert, eingesetzt, einsatzbereit,
            läuft, produktiv,
            en service, actif, active, en fonctionnement, en exploitation,
            utilisé, en utilisation, disponible, installé, opérationnel,
            en servicio, activo, en uso, operativo, en funcionamiento,
            instalado, en producción, operando
        """,
        "out_of_service": """
            out of service, not operating, inactive, down, broken, stopped,
            under repair, in repair, repair, in maintenance, out for repair,
            undeployable, failed, offline, not in use, idle, stalled,
            außer Betrieb, ausser Betrieb, inaktiv, defekt, in Reparatur,
            in Wartung, stillgesetzt, nicht in Betrieb, gesperrt, gestört,
            hors service, inactif, en panne, en réparation, en maintenance,
            à l'arrêt, arrêté, hors d'usage, indisponible,
            fuera de servicio, inactivo, averiado, en reparación,
            en mantenimiento, parado, detenido, no operativo, fuera de uso
        """,
        "retired": """
            retired, disposed, disposed of, decommissioned,
            scrapped, archived, sold, recycled, deleted, written off, stolen,
            lost, lost/stolen, junk, donated,
            ausgemustert, verschrottet, verkauft, stillgelegt, entsorgt,
            archiviert, abgegangen, ausgeschieden, außer Dienst, gestohlen,
            verloren, abgeschrieben,
            retiré, mis au rebut, réformé, cédé, vendu, déclassé, archivé,
            volé, perdu, sorti, supprimé, recyclé,
            retirado, dado de baja, de baja, baja, desechado, vendido,
            desmantelado, archivado, robado, perdido, reciclado, eliminado
        """,
    }
)

CONDITIONS = split_words(
    {
        "new": """
            new, as new, like new, mint, brand new,
            neu, neuwertig, wie neu, fabrikneu,
            neuf, comme neuf, nouveau, neuve,
            nuevo, como nuevo, nueva
        """,
        "good": """
            good, very good, fine, ok, excellent, used, serviceable,
            gut, sehr gut, in Ordnung, i.O., einwandfrei, gebraucht,
            bon, bon état, très bon, en bon état, bonne,
            bueno, buen estado, en buen estado, muy bueno, buena
        """,
        "worn": """
            worn, fair, average, acceptable, moderate, aged,
            abgenutzt, verschlissen, mittel, mäßig, ausreichend, gealtert,
            usé, moyen, usagé, état moyen, passable, usée,
            gastado, desgastado, regular, aceptable, medio, usado
        """,
        "defective": """
            defective, poor, bad, broken, faulty, damaged, failed,
            unserviceable,
            defekt, schlecht, kaputt, beschädigt, n.i.O., schadhaft,
            défectueux, mauvais, mauvais état, cassé, endommagé, hors service,
            defectuoso, malo, mal estado, en mal estado, roto, dañado,
            averiado
        """,
    }
)

CHOICES = {"status": STATUSES, "condition": CONDITIONS}


def _squeeze_all(choices: dict[str, tuple[str, ...]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for choice, words in choices.items():
        found.setdefault(squeeze(choice), choice)
        for word in words:
            found.setdefault(squeeze(word), choice)
    return found


_CHOICES = {key: _squeeze_all(choices) for key, choices in CHOICES.items()}


def get_choice(key: str, word: str) -> str:
    """Return the choice that a word of a workbook means, the word itself if none.

    :param key: of the record: ``status`` or ``condition``; words of others stay
    """
    choices = _CHOICES.get(key)
    return choices.get(squeeze(word), word) if choices else word
