//! Checks sentence pairs and writes the alarms: `predict_facts --source en < pairs.jsonl > alarms.jsonl`
//!
//! Input: one JSON object a line, `{"id":…,"tgt_lang":…,"src":…,"tgt":…}`. Output: `{"id":…,"alarms":[…]}` with spans
//! in code points; findings of severity warning and error are alarms. `--langs pt,es` keeps only those targets;
//! `--verdicts` writes one verdict a pair instead (match, compatible, lost, mismatch).
//!
//! `--spans` reads single sentences, `{"id":…,"lang":…,"model":…,"text":…}`, and writes `{"id":…,"spans":[[start,end,kind],…]}`: the
//! facts of the kind that the model (`NumberModel`, `CurrencyModel` …) looks for, so that readers of figures can be compared.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::{BufRead, Write};

use newsalign::align::Bead;
use newsalign::check::{Marked, Match, Severity, Verdict, check};
use newsalign::extract::{Article, Block, Origin, Role};
use newsalign::facts::{
    Amount, Rank, Side, Value as Fact, amounts_alone, facts, figures_alone, intervals_alone, ranks_alone,
};
use newsalign::segment::Sentence;
use newsalign::text::Span;
use serde_json::{Value, json};

fn side(text: &str, tag: &str) -> Side {
    let span = Span::new(0, text.len());
    let mut article = Article { text: text.to_owned(), ..Article::default() };
    article.lang.tag = tag.to_owned();
    article.blocks.push(Block { role: Role::Paragraph, span, origin: Origin::default(), time: None, lang: None });
    let sentences = vec![Sentence { block: 0, span }];
    let facts = facts(&article, &sentences);
    Side { article, sentences, facts }
}

fn span(text: &str, marked: &Option<Marked>) -> Value {
    marked.as_ref().map_or(Value::Null, |m| {
        let chars = m.span.in_chars(text);
        json!([chars.start, chars.end])
    })
}

/// The gravest verdict on a pair.
fn verdict(source: &Side, target: &Side, matches: &[Match]) -> &'static str {
    let fact = |side: &'_ Side, at: Option<usize>| at.and_then(|n| side.facts.get(n)).map(|f| f.value.clone());
    let one = |m: &Match| match (m.verdict, fact(source, m.source), fact(target, m.target)) {
        (_, Some(Fact::Name { .. } | Fact::Quotation { .. }), _)
        | (_, _, Some(Fact::Name { .. } | Fact::Quotation { .. })) => 0,
        (Verdict::Equivalent, Some(Fact::Quantity { unit: a, .. }), Some(Fact::Quantity { unit: b, .. })) => {
            u8::from(a != b)
        }
        (Verdict::Same | Verdict::Equivalent, ..) => 0,
        (Verdict::Lost, ..) => 2,
        (Verdict::Mismatch | Verdict::Missing | Verdict::Added, ..) => 3,
    };
    let worst = matches.iter().map(one).max().unwrap_or(0);
    ["match", "compatible", "lost", "mismatch"][usize::from(worst)]
}

/// The facts of one sentence that a model of this name looks for.
fn spans(row: &Value) -> Option<Value> {
    let (text, model) = (row["text"].as_str()?, row["model"].as_str()?);
    let temperature = |unit: &str| matches!(unit, "degree" | "celsius" | "fahrenheit" | "kelvin");
    let counted = |value: &Fact| match (model, value) {
        ("PercentModel", Fact::Percent { .. })
        | ("CurrencyModel", Fact::Money { .. })
        | ("AgeModel", Fact::Age { .. } | Fact::Duration { .. }) => true,
        ("TemperatureModel", Fact::Quantity { unit, .. }) => temperature(unit),
        ("DimensionModel", Fact::Quantity { unit, .. }) => !temperature(unit),
        _ => false,
    };
    let wanted = |value: &Amount| match (model, value) {
        (_, Amount::Counted(readings)) => readings.iter().any(counted),
        ("TemperatureModel", Amount::Unit(unit)) => temperature(unit),
        ("CurrencyModel", Amount::Unit(unit)) => !temperature(unit),
        _ => false,
    };
    let tag = row["lang"].as_str()?;
    let placed = |span: Span, kind: &str, value: String| {
        let chars = span.in_chars(text);
        json!([chars.start, chars.end, kind, value])
    };
    let spans: Vec<Value> = if model == "NumberModel" {
        figures_alone(text, tag)
            .iter()
            .map(|(span, value)| placed(*span, "number", value.normalize().to_string()))
            .collect()
    } else if model == "OrdinalModel" {
        let rank = |r: &Rank| format!("{:?}{:+}", r.anchor, r.by);
        ranks_alone(text, tag).iter().map(|(span, r)| placed(*span, "ordinal", rank(r))).collect()
    } else if model == "NumberRangeModel" {
        intervals_alone(text, tag).iter().map(|(span, i)| placed(*span, "numberrange", i.to_string())).collect()
    } else {
        let found = amounts_alone(text, tag);
        found.iter().filter(|(_, a)| wanted(a)).map(|(span, a)| placed(*span, model, format!("{a:?}"))).collect()
    };
    Some(json!({"id": row["id"], "spans": spans}))
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|n| args.get(n + 1)).cloned();
    let from = option("--source").unwrap_or_else(|| "en".to_owned());
    let langs = option("--langs");
    let verdicts = args.iter().any(|a| a == "--verdicts");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let row: Value = serde_json::from_str(&line).unwrap();
        if args.iter().any(|a| a == "--spans") {
            if spans(&row).is_some_and(|found| writeln!(out, "{found}").is_err()) {
                return;
            }
            continue;
        }
        let to = row["tgt_lang"].as_str().unwrap();
        if langs.as_deref().is_some_and(|l| !l.split(',').any(|l| l == to)) {
            continue;
        }
        let (src, tgt) = (row["src"].as_str().unwrap(), row["tgt"].as_str().unwrap());
        let (source, target) = (side(src, &from), side(tgt, to));
        let bead = Bead { source: 0..1, target: 0..1, score: 1.0, moved: false };
        let (matches, findings) = check(&source, &target, &[bead]);
        if verdicts {
            if writeln!(out, "{}", json!({"id": row["id"], "verdict": verdict(&source, &target, &matches)})).is_err() {
                return;
            }
            continue;
        }
        let alarms: Vec<Value> = findings
            .iter()
            .filter(|f| f.severity >= Severity::Warning)
            .map(|f| {
                json!({"kind": f.check, "verdict": f.verdict, "src_span": span(src, &f.source), "tgt_span": span(tgt, &f.target),
                       "tgt_text": f.target.as_ref().map(|m| &m.text), "message": f.message})
            })
            .collect();
        if writeln!(out, "{}", json!({"id": row["id"], "alarms": alarms})).is_err() {
            return;
        }
    }
}
