#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn pair<'p>(source: &'p str, target: &'p str) -> Pair<'p> {
    Pair { source, target, source_lang: "en", target_lang: "pt", score: None, alarms: None }
}

fn dropped(source: &str, target: &str) -> Vec<&'static str> {
    Filters::default().judge(&pair(source, target)).into_iter().filter(|v| !v.kept).map(|v| v.name).collect()
}

#[test]
fn sound_pairs_are_kept() {
    for (source, target) in [
        ("The ferry to Brisa left at 5 pm.", "A balsa para Brisa saiu às 17h."),
        ("“Why now?” she asked the mayor of Alto Mar.", "“Por que agora?”, perguntou ela ao prefeito de Alto Mar."),
        ("The McKinley iPhone app cost $4.", "O aplicativo McKinley para iPhone custou US$ 4."),
        (
            "Write to post@brisa.example by Friday, the ferry company said.",
            "Escreva para post@brisa.example até sexta-feira, disse a empresa de balsas.",
        ),
        ("Sales rose 50% & profits fell.", "As vendas subiram 50% e os lucros caíram."),
    ] {
        assert_eq!(dropped(source, target), Vec::<&str>::new(), "{source}");
    }
}

#[test]
fn each_defect_has_its_name() {
    for (name, source, target) in [
        ("empty", "The ferry left the harbour.", " "),
        ("too-short", "Read more", "Leia mais"),
        (
            "length-ratio",
            "The ferry left.",
            "A balsa saiu do porto de Brisa às cinco da tarde, levando a bordo todos os passageiros que esperavam.",
        ),
        ("letters", "*** 12 — 14 *** 16 ***", "*** 12 — 14 *** 16 ***"),
        ("script", "The ferry left в шесть утра", "A balsa saiu do cais às seis da manhã"),
        ("noise", "The f\u{fffd}rry left the harbour.", "A balsa saiu do porto."),
        ("mojibake", "The ferry left the harbour.", "A balsa nÃ£o saiu do porto."),
        ("markup", "The <b>ferry</b> left the harbour.", "A balsa saiu do porto."),
        ("escapes", "The ferry &amp; the harbour are closed.", "A balsa e o porto estão fechados."),
        ("escapes", "The caf\\u00e9 in the harbour is closed.", "O café do porto está fechado."),
        ("breadcrumbs", "Home » News » Harbour » Ferry", "Início » Notícias » Porto » Balsa"),
        ("identical", "The ferry left the harbour.", "The ferry left the harbour"),
        ("near-copy", "The ferry left the harbour of Brisa early.", "The ferry left the harbour of Brisa cedo."),
        ("repetition", "The ferry ferry ferry left early.", "A balsa saiu cedo do porto."),
        (
            "language",
            "The ferry left the harbour of Brisa early.",
            "Die Fähre hat den Hafen von Brisa heute früh verlassen.",
        ),
        ("facts", "The ferry left on Monday.", "A balsa saiu na terça-feira."),
        ("addresses", "See https://brisa.example/ferry/times/2024", "Veja https://brisa.example/ferry/times/2024"),
        ("glued-words", "The ferryLeft theHarbour atSix inThe morning.", "A balsa saiu do porto às seis da manhã."),
    ] {
        assert!(dropped(source, target).contains(&name), "{name}: {source}: {:?}", dropped(source, target));
    }
}

#[test]
fn digits_are_compared_where_the_checks_know_no_language() {
    let pair = |target| Pair { target_lang: "sw", ..pair("Between 2011 and 2014 it carried 5,310 people.", target) };
    let figures = |target| Filters::default().judge(&pair(target)).into_iter().find(|v| v.name == "figures").unwrap();
    assert!(figures("Kati ya 2011 na 2014 ilibeba watu 5,310.").kept);
    assert!(!figures("Kati ya 2012 na 2041 ilibeba watu 5,301.").kept);
}

#[test]
fn limits_can_be_set() {
    let settings = |name: &str, setting| Filters::new(&BTreeMap::from([(name.to_owned(), setting)]));
    let short = pair("Read more", "Leia mais");
    let kept = |filters: Filters| filters.judge(&short).iter().all(|v| v.kept);
    assert!(!kept(Filters::default()));
    assert!(kept(settings("too-short", Setting::Limit(2.0)).unwrap()));
    assert!(kept(settings("too-short", Setting::On(false)).unwrap()));
    assert!(settings("too-brief", Setting::On(false)).unwrap_err().to_string().contains("too-brief"));
}

#[test]
fn the_score_is_asked_where_there_is_one() {
    let doubtful = Pair { score: Some(0.2), ..pair("The ferry left the harbour.", "A balsa saiu do porto.") };
    let found: Vec<&str> = Filters::default().judge(&doubtful).iter().filter(|v| !v.kept).map(|v| v.name).collect();
    assert_eq!(found, ["score"]);
}

#[test]
fn what_came_before_is_dropped() {
    let (filters, mut seen) = (Filters::default(), Seen::default());
    seen.add_test("The mayor resigned.");
    let mut dropped = |source: &str, target: &str| -> Vec<&str> {
        seen.judge(&filters, source, target, true).into_iter().filter(|v| !v.kept).map(|v| v.name).collect()
    };
    assert!(dropped("The ferry left at 5 pm.", "A balsa saiu às 17h.").is_empty());
    assert_eq!(dropped("The ferry left at 5 pm.", "A balsa saiu às 17h."), ["duplicate", "near-duplicate"]);
    assert_eq!(dropped("The ferry left at 6 pm!", "A balsa saiu às 18h!"), ["near-duplicate"]);
    assert!(dropped("The ferry left at 5 pm.", "A balsa partiu às 17h.").is_empty());
    assert_eq!(dropped("“The mayor resigned”", "A prefeita renunciou."), ["test-set"]);
}

#[test]
fn a_dropped_pair_does_not_drop_a_later_one() {
    let (filters, mut seen) = (Filters::default(), Seen::default());
    seen.judge(&filters, "The ferry left.", "A balsa saiu.", false);
    assert!(seen.judge(&filters, "The ferry left.", "A balsa saiu.", true).iter().all(|v| v.kept));
}

proptest! {
    #[test]
    fn any_text_is_judged(source in "\\PC{0,60}", target in "\\PC{0,60}") {
        let verdicts = Filters::default().judge(&pair(&source, &target));
        prop_assert!(verdicts.iter().all(|v| !v.value.is_nan()));
    }
}
