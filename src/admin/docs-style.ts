/** The style of the API's page. Its hash stands in the page's content security policy. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --paper: #fff; --card: #f7f9fb; --code: #f0f3f6; --accent: #2457c5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --soft: #98a4b3; --line: #2b3440; --paper: #12171e; --card: #181f28; --code: #0d1117; --accent: #7aa7ff; } }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); background: var(--card); font-size: .875rem; }
nav h2 { margin: 1.25rem 0 .25rem; font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); }
nav a { display: block; padding: .15rem 0; color: var(--ink); text-decoration: none; }
nav a:hover { color: var(--accent); }
main { padding: 2rem 2.5rem 4rem; max-width: 62rem; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; }
main > section > h2 { margin: 2.5rem 0 0; font-size: 1.25rem; }
article { margin: 1.25rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); }
article h3 { margin: 0 0 .25rem; font-size: 1.05rem; }
p { margin: .35rem 0; }
.soft { color: var(--soft); }
.path { font: .875rem ui-monospace, monospace; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 3.6rem; margin-right: .5rem; padding: .05rem .4rem; border-radius: .3rem; color: #fff; text-align: center; font: 600 .75rem ui-monospace, monospace; background: #566; }
.get { background: #1f7a4d; } .post { background: #2457c5; } .put { background: #9a5b00; } .patch { background: #7a3fb0; }
details { margin-top: .6rem; }
summary { cursor: pointer; color: var(--accent); font-size: .9rem; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; margin-top: .4rem; }
td, th { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
pre { margin: .4rem 0 0; padding: .75rem .9rem; overflow-x: auto; border-radius: .4rem; background: var(--code); font: .8125rem/1.5 ui-monospace, monospace; }
code { font: .875em ui-monospace, monospace; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1.25rem; } }
`;
