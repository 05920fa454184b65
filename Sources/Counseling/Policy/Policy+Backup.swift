extension Asker {
    /// Whoever reads the trail: auditors, or the director while there is none.
    func letterWriter() throws(PolicyRule) -> Role {
        if roles.contains(.auditor) { return .auditor }
        guard facts.practiceHasNoAuditor else { throw .notAuditor }
        return try require(.director, else: .notAuditor)
    }

    /// Directors and custodians answer for the records' lasting. A copy of the sealed file opens nothing; what is refused here is
    /// only that others do it in the practice's name.
    func backupKeeper() throws(PolicyRule) -> Role {
        guard let role = first(of: [.director, .custodian]) else { throw .notDirector }
        return role
    }
}
