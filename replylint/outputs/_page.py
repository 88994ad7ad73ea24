"""The look of the HTML page, in light and dark; every colour of text has a contrast of 4.5 or more."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c1b1a; --soft: #57534e; --paper: #fbfaf8; --card: #fff;
  --line: #d9d4cc; --error: #a3161f; --warning: #7a4b00; --suggestion: #1b5a8a; --well: #1f6b3a;
  --error-on: #fbdcdc; --warning-on: #fdeac4; --suggestion-on: #dcecf9; --well-on: #dff3e4; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece8e1; --soft: #b3aca1; --paper: #191817;
  --card: #232120; --line: #4a4642; --error: #ff9c97; --warning: #f5c069; --suggestion: #8fc7f2;
  --well: #86d79c; --error-on: #54191c; --warning-on: #4b3505; --suggestion-on: #16344c;
  --well-on: #163a22; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 54rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: .5rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 0; }
h3 { font-size: 1rem; font-weight: 600; margin: 0 0 .3rem; }
h2 small { font-weight: 400; color: var(--soft); }
a { color: inherit; }
:focus-visible { outline: 3px solid var(--suggestion); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; background: var(--card); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.totals { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 1rem; }
.totals div { display: flex; flex-direction: column-reverse; flex: 1 1 6.5rem; padding: .5rem .75rem;
  background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--soft);
  border-radius: .4rem; }
.totals dt { color: var(--soft); font-size: .875rem; } .totals dd { margin: 0; font-size: 1.5rem; }
.totals .error { border-top-color: var(--error); } .totals .warning { border-top-color: var(--warning); }
.totals .suggestion { border-top-color: var(--suggestion); } .totals .well { border-top-color: var(--well); }
article, main > details, nav > details, .problems { background: var(--card); border: 1px solid var(--line);
  border-radius: .4rem; padding: 1rem; margin: 0 0 1rem; }
summary { cursor: pointer; padding: .25rem 0; } summary h2 { display: inline; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); font-weight: 400; overflow-wrap: normal; }
thead th { color: var(--soft); }
.place { color: var(--soft); font-size: .875rem; margin: .1rem 0; }
h3 .place { font-weight: 400; float: right; margin-left: .75rem; }
.credits { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; margin: .75rem 0; }
.credits li { padding: .1rem .6rem; border-radius: 1rem; border: 1px solid currentColor;
  font-size: .9375rem; }
.credits .present { color: var(--well); background: var(--well-on); }
.credits .partial { color: var(--warning); } .credits .missing { color: var(--soft);
  border-style: dashed; }
.count { margin: .5rem 0; font-weight: 600; }
.draft, .words { white-space: pre-wrap; }
.draft { border-left: 4px solid var(--line); padding: .25rem 0 .25rem .9rem; margin: .75rem 0 1rem;
  line-height: 1.75; }
mark { color: var(--ink); padding: .1em 0; border-bottom: 2px solid currentColor; }
mark.error { background: var(--error-on); border-color: var(--error); }
mark.warning { background: var(--warning-on); border-color: var(--warning); }
mark.suggestion { background: var(--suggestion-on); border-color: var(--suggestion); }
mark.absent { background: none; border-bottom-style: dashed; }
.act { text-decoration: underline dotted var(--well) 2px; text-underline-offset: .3em; }
.ref { display: inline-block; min-width: 1.5em; margin: 0 .15em; padding: 0 .3em; border-radius: .8em;
  font-size: .75rem; line-height: 1.5; font-weight: 600; text-align: center; text-decoration: none;
  color: var(--card); background: var(--soft); }
.ref.error { background: var(--error); } .ref.warning { background: var(--warning); }
.ref.suggestion { background: var(--suggestion); }
.findings { padding: 0 0 0 1.75rem; margin: 0; }
.findings > li { padding: .75rem 0; border-top: 1px solid var(--line); }
.findings > li:target { background: var(--suggestion-on); }
.findings p { margin: .25rem 0; } .findings ul { margin: .25rem 0; padding-left: 1.25rem; }
.severity { text-transform: uppercase; font-size: .8125rem; letter-spacing: .04em; }
li.error .severity { color: var(--error); } li.warning .severity { color: var(--warning); }
li.suggestion .severity { color: var(--suggestion); }
.words a { font-size: .875rem; color: var(--soft); white-space: nowrap; }
.say { font-weight: 600; } .sources { color: var(--soft); font-size: .875rem; }
.legend { font-size: .9375rem; margin: 0 0 1rem; }
footer { color: var(--soft); font-size: .875rem; }
@media (max-width: 30rem) { body { padding: .5rem; } article { padding: .75rem; }
  h3 .place { float: none; display: block; margin: 0; } }
@media print { body { max-width: none; background: #fff; color: #000; } article { border: 0; padding: 0; }
  .findings > li { break-inside: avoid; } .skip { display: none; } }
"""
