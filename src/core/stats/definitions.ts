/** One line for each statistic: how its numbers are made. That of the overview is `STATS_DEFINITION`. */
export const DEFINITIONS = {
  load: "Page: push, SMS or phone to one person, within 60 s counted once, e-mail never; its hour and weekday are those of the person's own zone. Days are those of the range. Merged incidents are left out",
  nights:
    "Night: 22:00-08:00 in each person's own zone, named by its evening; disturbed by one page or more, hard by three or more. Page: push, SMS or phone, within 60 s counted once, e-mail never",
  fairness:
    "Pages per hour on a schedule, zeros included; without known hours, pages. Gini: 0 is even, towards 1 is one person alone. Shift piece: 12 h from the beginning of each stretch on call; more than two incidents in one is too much (SRE book). Page: push, SMS or phone, within 60 s counted once",
  response:
    "Incidents created in the range, merged ones left out. MTTA: creation to first explicit ack; MTTR: creation to the end, open ones not in it. Handed on: assigned again, not by an escalation. A person's time: first assigned to them until their first ack",
  noise:
    "Alert: incidents of one service with the same title, numbers taken out. First what cost most: incidents that needed nobody, by what people said of them, else those that ended by themselves before an ack. Merged incidents are left out",
  services:
    "Incidents by the day of their creation, merged ones left out. Page: push, SMS or phone to one person, within 60 s counted once, e-mail never; at night: 22:00-08:00 in the person's own zone",
  availability:
    "Outage: an incident of severity critical or error, from its creation to its end, overlapping ones joined. Available: the window without maintenance, less outages outside maintenance. MTBF: time up by outages that began outside maintenance. Not PagerDuty's uptime, which counts major incidents only",
  person:
    "Page: push, SMS or phone, within 60 s counted once, e-mail never. Night: 22:00-08:00 in their own zone, named by its evening; hard from three pages on. Days are those of the range. Only they and leads see this",
} as const;
