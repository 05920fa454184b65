/// The answer to one act.
public enum Decision: Hashable, Sendable {
    /// Allowed, in this role; nil where the act needs none (status, taking up a welcome, someone without roles).
    ///
    /// For lists and searches the role says how far they reach: front desk and director see all, a counselor or trainee
    /// their own caseload.
    case allowed(actingRole: Role?)
    /// Refused, for this reason.
    case denied(rule: PolicyRule)
}
