"""时限 (deadlines): one clock for every obligation: signing for an order, a report, a ticket, a monthly check.

Owns the running clock (`Deadline`), what it fired (`Firing`: at most one row for each step of each due time), the
extension asked for it and the heartbeats of the processes that turn it. A clock has warn (75 % of its time, ours),
due and overdue; it is met, waived or cancelled; it is never paused. Overdue ones climb from the post to its leader
to the next region level, as its kind in the content says, and each clock carries the clause its limit comes from.

Does not own what the obligation is (order, incident …: it only knows a subject's kind and id), nor how a message
reaches a person (notices).

Law: 民法典第二百零一条、第二百零三条 (the first day does not count; the last day ends at 24:00, or when business
ends; a last day that is a holiday moves to the next working day); 国务院办公厅 yearly holiday notices (调休).
"""
