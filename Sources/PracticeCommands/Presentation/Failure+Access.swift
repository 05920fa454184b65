extension Failure {
    /// The policy refuses.
    /// - Parameters:
    ///   - rule: one of the `rule…` sentences that say why.
    ///   - hint: one of those that say whom to ask.
    static func notAllowed(_ rule: Sentence, hint: Sentence? = nil, _ arguments: [String: String] = [:]) -> Failure {
        Failure(code: "notAllowed", status: .notAllowed, what: rule, hint: hint, arguments: arguments)
    }

    /// The policy would allow it, but no identity is unlocked.
    static let locked = Failure(
        code: "locked", status: .notAllowed, what: .faultLocked, unharmed: .faultUnharmedRecords,
        hint: .faultLockedHint)

    /// No grant for the record has reached this person.
    static let noKey = Failure(code: "noKey", status: .notAllowed, what: .faultNoKey, hint: .faultNoKeyHint)

    /// The passphrase is wrong.
    static let wrongPassphrase = Failure(
        code: "wrongPassphrase", status: .notAllowed, what: .faultPassphrase, unharmed: .faultUnharmedRecords,
        hint: .faultPassphraseHint)

    /// There is no identity file of that person.
    static func noIdentity(of person: String) -> Failure {
        Failure(
            code: "noIdentity", status: .configuration, what: .faultNoIdentity, hint: .faultNoIdentityHint,
            arguments: ["person": person])
    }

    /// Several identities are at hand and none was picked.
    /// - Parameter people: their short names, joined by `Catalogue.list`.
    static func whoIsActing(people: String) -> Failure {
        Failure(
            code: "whoIsActing", status: .usage, what: .faultWhoIsActing, hint: .faultWhoIsActingHint,
            arguments: ["people": people])
    }

    /// The identity file cannot be an identity file.
    static func identityDamaged(path: String) -> Failure {
        Failure(
            code: "identityDamaged", status: .badInput, what: .faultIdentityDamaged, unharmed: .faultUnharmedRecords,
            hint: .faultIdentityDamagedHint, arguments: ["path": path])
    }

    /// The membership chain does not reach this identity.
    static let notAdmitted = Failure(
        code: "notAdmitted", status: .notAllowed, what: .faultNotAdmitted, hint: .faultNotAdmittedHint)

    /// The joining code is wrong.
    static let wrongJoiningCode = Failure(
        code: "wrongJoiningCode", status: .notAllowed, what: .faultJoiningCode, unharmed: .faultUnharmedNothing,
        hint: .faultJoiningCodeHint)

    /// What should be a newcomer's public file is none.
    static func publicFile(path: String) -> Failure {
        Failure(
            code: "publicFile", status: .badInput, what: .faultPublicFile, unharmed: .faultUnharmedNothing,
            hint: .faultPublicFileHint, arguments: ["path": path])
    }
}
