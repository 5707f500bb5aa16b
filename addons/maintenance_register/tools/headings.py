"""Which value of an asset a column of a workbook holds, by its heading.

Headings of English, German, French and Spanish workbooks, and of the exports of asset
registers. Two headings are the same if their letters and digits are: "Serial No.",
"serial_no" and "SerialNo".
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

IGNORED = ""


def split_words(texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the words of each text, which are separated by commas, in their order."""
    return {
        key: tuple(" ".join(word.split()) for word in text.split(","))
        for key, text in texts.items()
    }


# The headings of each key, those that say it most exactly first: of two columns that
# fit, the one whose heading stands further in front is taken.
HEADINGS = split_words(
    {
        "external_id": """
            external id, external identifier, register id, record id, sys id,
            asset id, equipment id, object id, unique id, id, key, uid, uuid,
            externe ID, externe Kennung, Anlagen-ID, Asset-ID, Objekt-ID,
            Geräte-ID, Datensatz-ID, Schlüssel, Kennung,
            identifiant externe, ID externe, identifiant, identifiant unique,
            ID de l'actif, ID équipement, clé,
            ID externo, identificador externo, identificador, ID del activo,
            ID de equipo, clave, identificador único
        """,
        "code": """
            asset tag, asset code, asset number, asset no, assetnum, asset nr,
            asset, tag, tag number, inventory number, inventory no, inventory tag,
            inventory code, other serial, equipment number, equipment no,
            equipment code, equipment, unit number, fleet number, machine number,
            machine no, barcode, code, number, no, nr,
            Inventarnummer, Inventar-Nr., Inventarnr., Inv.-Nr., Anlagennummer,
            Anlagen-Nr., Anlagennr., Anlage, Equipmentnummer, Equipment-Nr.,
            Gerätenummer, Geräte-Nr., Gerätenr., Maschinennummer, Maschinen-Nr.,
            Maschinennr., Betriebsmittelnummer, Betriebsmittel-Nr., Objektnummer,
            Asset-Nummer, Asset-Kennzeichen, Etikett, Nummer,
            numéro d'inventaire, n° d'inventaire, n° inventaire, no d'inventaire,
            numéro inventaire, code inventaire, code équipement, numéro d'équipement,
            n° d'équipement, n° équipement, code actif, code de l'actif,
            numéro d'actif, n° d'actif, étiquette, étiquette d'inventaire, repère,
            code machine, n° machine, numéro, n°, code barres,
            número de inventario, n.º de inventario, nº de inventario, nº inventario,
            núm. de inventario, código de inventario, código de activo,
            código del activo, número de activo, nº de activo, nº activo,
            código de equipo, código del equipo, número de equipo, nº de equipo,
            etiqueta, etiqueta de activo, placa, código, número, código de barras
        """,
        "name": """
            asset name, equipment name, machine name, device name, name,
            equipment description, asset description, description, display name,
            title, hostname, designation,
            Bezeichnung, Anlagenbezeichnung, Equipmentbezeichnung, Gerätename,
            Gerätebezeichnung, Maschinenbezeichnung, Maschine, Gerät, Objekt,
            Asset-Name, Benennung, Kurztext, Beschreibung, Bezeichnung des Objekts,
            Techn. Objekt, Betriebsmittel,
            nom, nom de l'actif, nom de l'équipement, désignation, libellé,
            intitulé, équipement, matériel, actif, appareil, machine,
            dénomination,
            nombre, nombre del activo, nombre del equipo, nombre de equipo,
            nombre de activo, denominación, designación, descripción, equipo,
            activo, máquina, bien
        """,
        "serial_no": """
            serial number, serial no, serial nr, serial, serialnum, serial #,
            manufacturer serial number, manuf serial number, manufserialno, s/n, sn,
            chassis number, vin, service tag,
            Seriennummer, Serien-Nr., Seriennr., Serialnummer, Fabriknummer,
            Fabrik-Nr., Fabriknr., Herstellerseriennummer, Hersteller-Seriennummer,
            Fahrgestellnummer, Fahrgestell-Nr., FIN, Ser.-Nr., Fertigungsnummer,
            Werknummer, Werks-Nr.,
            numéro de série, n° de série, no de série, n° série, num. de série,
            numéro série, série, numéro de châssis, n° de châssis,
            número de serie, nº de serie, n.º de serie, no. de serie, núm. de serie,
            n° de serie, número serie, nº serie, serie, número de chasis,
            bastidor, número de bastidor
        """,
        "model": """
            model, model name, model number, model no, asset model, device type,
            machine type, type designation, make and model, manufacturer part number,
            Modell, Modellbezeichnung, Modellnummer, Modell-Nr., Typ,
            Typbezeichnung, Typenbezeichnung, Gerätetyp, Maschinentyp, Fabrikat,
            Baumuster, Ausführung,
            modèle, nom du modèle, n° de modèle, numéro de modèle,
            référence modèle, type de matériel, type d'équipement,
            modelo, nombre del modelo, número de modelo, nº de modelo,
            tipo de equipo, tipo de máquina
        """,
        "category": """
            category, asset category, equipment category, asset class, class,
            asset group, group, asset type, equipment type, type, device role,
            object type, kind, subclass,
            Kategorie, Anlagenkategorie, Anlagenklasse, Gruppe, Anlagengruppe,
            Gerätegruppe, Geräteart, Klasse, Art, Anlagenart, Objektart,
            Equipmenttyp, Warengruppe, Objekttyp,
            catégorie, catégorie d'équipement, famille, classe, groupe,
            type d'actif, nature,
            categoría, categoría de equipo, categoría de activo, familia, clase,
            grupo, tipo, tipo de activo
        """,
        "bom": """
            bom, bill of materials, bill of material, parts list, spare parts list,
            bom code,
            Stückliste, Ersatzteilliste, Stücklistennummer, Stücklisten-Nr.,
            nomenclature, liste de pièces, code nomenclature,
            lista de materiales, lista de piezas, despiece, LdM
        """,
        "location": """
            location, asset location, current location, default location, place,
            site, room, building, area, plant, functional location, position,
            warehouse, bin, floor, address,
            Standort, Aufstellort, Einsatzort, Ort, Platz, Raum, Lagerort,
            Gebäude, Halle, Technischer Platz, Techn. Platz, Werk, Bereich,
            Abstellort, Lagerplatz,
            emplacement, lieu, localisation, site d'installation, local, salle,
            bâtiment, atelier, poste technique, implantation,
            ubicación, localización, lugar, emplazamiento, sitio, sala, edificio,
            ubicación técnica, planta, taller, almacén
        """,
        "owner": """
            owner, asset owner, owned by, held by, custodian, assigned to,
            checked out to, user, employee, responsible, responsible person,
            used by, contact, managed by, email, username, department,
            Besitzer, Eigentümer, Inhaber, Verantwortlicher, verantwortlich,
            verantwortliche Person, zugewiesen an, ausgegeben an, Benutzer, Nutzer,
            Mitarbeiter, Anwender, Ansprechpartner, Abteilung, Verantwortliche,
            propriétaire, responsable, détenteur, attribué à, affecté à,
            assigné à, utilisateur, employé, collaborateur, service,
            propietario, titular, asignado a, usuario, empleado, custodio,
            encargado, departamento, a cargo de
        """,
        "vendor": """
            vendor, vendor name, supplier, supplier name, manufacturer, make,
            brand, oem, dealer, seller, purchased from,
            Lieferant, Lieferantenname, Hersteller, Händler, Kreditor, Marke,
            Bezugsquelle, Verkäufer,
            fournisseur, nom du fournisseur, fabricant, constructeur, marque,
            vendeur,
            proveedor, nombre del proveedor, fabricante, marca, vendedor
        """,
        "status": """
            status, asset status, state, lifecycle state, life cycle state,
            lifecycle status, install status, status label, operational status,
            lifecycle, system status,
            Zustandsstatus, Anlagenstatus, Lebenszyklus, Betriebsstatus,
            Systemstatus, Anwenderstatus, Gerätestatus,
            statut, état du cycle de vie, situation,
            estado, estatus, estado del activo, estado operativo, situación
        """,
        "condition": """
            condition, asset condition, physical condition, condition grade,
            Zustand, Erhaltungszustand, Gerätezustand, technischer Zustand,
            état, état physique, état matériel, condition physique,
            condición, estado físico, estado de conservación, conservación
        """,
        "cost": """
            cost, purchase cost, purchase price, purchase value, acquisition cost,
            acquisition value, original cost, historical cost, price, value,
            asset value, amount, unit cost,
            Kosten, Anschaffungskosten, Anschaffungswert, Anschaffungspreis,
            Kaufpreis, Einkaufspreis, Preis, Wert, AHK, Beschaffungswert,
            Anschaffungs- und Herstellungskosten, Neuwert,
            coût, coût d'achat, prix d'achat, prix, valeur d'achat,
            valeur d'acquisition, coût d'acquisition, valeur d'origine, montant,
            prix de revient, valeur,
            coste, costo, coste de compra, costo de compra, precio de compra,
            precio, valor de compra, valor de adquisición, coste de adquisición,
            costo de adquisición, valor, importe, precio de adquisición
        """,
        "in_service_date": """
            in service date, in service since, in service, date in service,
            commissioning date, commissioned, commission date, install date,
            installation date, installed, start date, startup date, start-up date,
            deployment date, effective date, purchase date, acquisition date,
            purchased, delivery date, date acquired, date purchased,
            Inbetriebnahme, Inbetriebnahmedatum, Datum der Inbetriebnahme,
            in Betrieb seit, Inbetr.Datum, Einbaudatum, Installationsdatum,
            Aktivierungsdatum, Aktivierung am, Kaufdatum, Anschaffungsdatum,
            Zugangsdatum, Lieferdatum, Erstzulassung,
            mise en service, date de mise en service, date d'installation,
            en service depuis, date d'achat, date d'acquisition, date de livraison,
            date d'entrée, mis en service le,
            fecha de puesta en servicio, puesta en servicio, fecha de puesta en marcha,
            puesta en marcha, fecha de instalación, en servicio desde,
            fecha de compra, fecha de adquisición, fecha de alta, fecha de entrega
        """,
        "warranty_date": """
            warranty date, warranty until, warranty end, warranty end date,
            warranty expiration, warranty expiration date, warranty expires,
            warranty expiry, warranty expiry date, end of warranty, warranty,
            under warranty until, guarantee until,
            Garantie bis, Garantieende, Garantiedatum, Garantieablauf, Garantie,
            Gewährleistung bis, Gewährleistungsende, Ende der Garantie,
            Garantie gültig bis, Gewährleistung,
            garantie jusqu'au, fin de garantie, date de fin de garantie,
            date de garantie, expiration de la garantie, échéance de garantie,
            sous garantie jusqu'au,
            garantía hasta, fin de garantía, fecha de garantía,
            fecha de fin de garantía, vencimiento de la garantía,
            vencimiento de garantía, fin de la garantía, garantía
        """,
        "retirement_date": """
            retirement date, retired on, retired, disposal date, disposed on,
            disposed, decommissioning date, decommissioned, decommission date,
            scrap date, scrapped on, end of life, end of life date, eol,
            eol date, end of use, end of use date, out of service date,
            deactivation date, write-off date, date retired,
            Außerbetriebnahme, Außerbetriebnahmedatum, Datum der Außerbetriebnahme,
            Ausmusterung, Ausmusterungsdatum, ausgemustert am, Stilllegung,
            Stilllegungsdatum, stillgelegt am, Abgangsdatum, Verschrottungsdatum,
            verschrottet am, Deaktivierungsdatum, Nutzungsende, Lebensende,
            date de retrait, date de mise hors service, mise hors service,
            date de mise au rebut, mise au rebut, date de réforme, réformé le,
            date de sortie, fin de vie, date de fin de vie, date de cession,
            fecha de retiro, fecha de baja, baja, fecha de retirada,
            fin de vida útil, fecha de fin de vida útil, fecha de desecho,
            fecha de desincorporación, fuera de servicio desde, dado de baja el
        """,
        "note": """
            note, notes, comment, comments, remark, remarks, additional info,
            additional information, long description, memo, details,
            Notiz, Notizen, Bemerkung, Bemerkungen, Kommentar, Kommentare,
            Anmerkung, Anmerkungen, Langtext, Hinweis, Hinweise, Zusatzinfo,
            remarque, remarques, commentaire, commentaires, observation,
            observations, mémo, notes internes,
            nota, notas, comentario, comentarios, observación, observaciones
        """,
    }
)

_UNIT = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_WORDS = re.compile(r"[^\W_]+")
# "№", "#" and the like have no letters
_SIGNS = str.maketrans({"#": " no ", "№": " no ", "º": "o", "°": "o", "&": " and "})


@lru_cache(maxsize=10_000)
def squeeze(heading: str) -> str:
    """Return the letters and digits of a heading, without accents and case."""
    text = unicodedata.normalize("NFKD", heading.translate(_SIGNS).casefold())
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return "".join(_WORDS.findall(text))


def _squeeze_all() -> dict[str, dict[str, int]]:
    return {
        key: {
            word: rank
            for rank, word in reversed(list(enumerate(map(squeeze, headings))))
        }
        for key, headings in HEADINGS.items()
    }


_RANKS = _squeeze_all()


def get_keys(heading: str, labels: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return the keys that a heading may mean, each with how far off it is (0 is best).

    :param labels: {key: its name in the language of the user}
    """
    ranks: dict[str, int] = {}
    # "Cost (EUR)" is "Cost"; "ID (internal)" as well
    for text, malus in ((heading, 0), (_UNIT.sub("", heading), 1)):
        squeezed = squeeze(text)
        if not squeezed:
            continue
        for key, label in (labels or {}).items():
            if squeezed in (squeeze(label), squeeze(key)):
                ranks[key] = min(ranks.get(key, malus), malus)
        for key, words in _RANKS.items():
            if squeezed in words:
                rank = 2 * words[squeezed] + malus
                ranks[key] = min(ranks.get(key, rank), rank)
    return ranks


def count_known(
    headings: Iterable[str],
    labels: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> int:
    """Return how many different keys a row would give if it were the headings."""
    found = match(list(headings), labels, remembered)
    return len({key for key in found if key})


def match(
    headings: Sequence[str],
    labels: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> list[str]:
    """Return the key of each column; IGNORED for a column that means none.

    Each key is given once, to the column whose heading says it most exactly, of equal
    ones to the first.

    :param labels: {key: its name in the language of the user}
    :param remembered: {squeezed heading: key or IGNORED}, as a person decided before;
        this counts more than any word
    """
    keys = [IGNORED] * len(headings)
    remembered = remembered or {}
    taken: set[str] = set()
    offers: list[tuple[int, int, str]] = []
    for column, heading in enumerate(headings):
        squeezed = squeeze(heading)
        if squeezed and squeezed in remembered:
            key = remembered[squeezed]
            if key and key not in taken:
                keys[column] = key
                taken.add(key)
            continue
        for key, rank in get_keys(heading, labels).items():
            offers.append((rank, column, key))
    for _rank, column, key in sorted(offers):
        if key not in taken and not keys[column]:
            keys[column] = key
            taken.add(key)
    return keys
