extension Failure {
    /// A record opens neither as what was sealed nor at all.
    static func unreadable(id: String) -> Failure {
        Failure(
            code: "integrity", status: .integrity, what: .integrityUnreadable, hint: .integrityKeepHint,
            arguments: ["id": id])
    }

    /// The practice file is an older state than this person has seen.
    /// - Parameters:
    ///   - seen: entries at the pin.
    ///   - found: entries now.
    static func rolledBack(seen: Int, found: Int) -> Failure {
        Failure(
            code: "rolledBack", status: .integrity, what: .integrityRolledBack, unharmed: .integrityRefused,
            hint: .integrityRestoreHint, arguments: ["seen": String(seen), "found": String(found)])
    }

    /// The practice file has another history than this person has seen.
    static func forked(at number: Int) -> Failure {
        Failure(
            code: "forked", status: .integrity, what: .integrityForked, unharmed: .integrityRefused,
            hint: .integrityKeepHint, arguments: ["number": String(number)])
    }

    /// The clock is behind the last entry.
    /// - Parameters: both by `TimeText.table`.
    static func clockSetBack(now: String, last: String) -> Failure {
        Failure(
            code: "clockSetBack", status: .integrity, what: .integrityClock, unharmed: .faultUnharmedNothing,
            hint: .integrityClockHint, arguments: ["now": now, "last": last])
    }
}
