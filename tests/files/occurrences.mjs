// Counts the occurrences in iCalendar files with ical.js, a library that shares no code with ours.
// Usage: node occurrences.mjs DIRECTORY_OF_ICAL_JS FROM UNTIL FILE...   (days as 2020-01-01, UNTIL not included)
// Prints one JSON object: the file's name and the starts of its occurrences, in UTC.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [place, from, until, ...files] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(join(place, "dist", "ical.js")));

function startsOf(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const [first, last] = [new Date(`${from}T00:00:00Z`), new Date(`${until}T00:00:00Z`)];
  const all = calendar.getAllSubcomponents("vevent");
  const masters = all.filter((event) => !event.hasProperty("recurrence-id"));
  const found = [];
  const keep = (time) => {
    const at = time.isDate ? new Date(`${time}T00:00:00Z`) : time.toJSDate();
    if (at >= first && at < last) found.push(at.toISOString());
  };
  for (const master of masters) {
    const uid = master.getFirstPropertyValue("uid");
    const exceptions = all.filter(
      (event) => event.hasProperty("recurrence-id") && event.getFirstPropertyValue("uid") === uid,
    );
    const event = new ICAL.Event(master, { exceptions });
    if (!event.isRecurring()) {
      keep(event.startDate);
      continue;
    }
    const expansion = event.iterator();
    // A moved occurrence may start before its turn, so go a month past the end.
    const far = new Date(last.getTime() + 31 * 86400e3);
    for (let next = expansion.next(); next && next.toJSDate() < far; next = expansion.next())
      keep(event.getOccurrenceDetails(next).startDate);
  }
  return found.sort();
}

const answer = {};
for (const file of files) answer[basename(file)] = startsOf(readFileSync(file, "utf8"));
console.log(JSON.stringify(answer));
