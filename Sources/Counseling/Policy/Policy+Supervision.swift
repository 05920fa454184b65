// Session notes beyond the first: private ones, co-signing, agreements.
extension Asker {
    /// Whoever may read a session note: its counselor, or the supervisor of the trainee who was given the case.
    func noteReader() throws(PolicyRule) -> Role {
        if facts.isAssignedCounselor || !roles.contains(.supervisor) { return try assigned() }
        guard facts.supervision.supervisesCounselor else { throw .notAssignedCounselor }
        return .supervisor
    }

    /// The author, while the note may be changed: a draft, or one that the supervisor returned. In a closed case nothing is begun, and
    /// what was begun before is finished: changed and signed.
    func editorOfNote() throws(PolicyRule) -> Role {
        // One's own private note is nobody else's matter, and outlives the case.
        if facts.supervision.isPrivateNote { return try assigned() }
        let role = try author()
        try requireChangeable()
        return role
    }

    /// The author, while the note may be changed. A private note is in nobody's way.
    func withdrawerOfNote() throws(PolicyRule) -> Role {
        if facts.supervision.isPrivateNote { throw .privateNoteIsNotSigned }
        return try editorOfNote()
    }

    /// The author of a draft, if they sign by themself, or have somebody who signs after them. Without a verdict a submitted
    /// note may be handed to one more supervisor, or signed by an author who is a trainee no longer.
    func signerOfNote() throws(PolicyRule) -> Role {
        if facts.supervision.isPrivateNote { throw .privateNoteIsNotSigned }
        let role = try author()
        guard facts.noteState == .submitted else {
            if facts.noteState == .withdrawn { throw .noteIsWithdrawn }
            guard facts.noteState == .draft else { throw .signedNoteIsLocked }
            guard role != .trainee || facts.supervision.hasSupervisor else { throw .traineeCannotSignAlone }
            return role
        }
        switch facts.supervision.verdict {
        case .cosigned: throw .signedNoteIsLocked
        case .returned: throw .noteWasReturned
        case nil:
            guard role == .trainee else { return role }
            guard facts.supervision.hasSupervisor else { throw .traineeCannotSignAlone }
            guard !facts.supervision.isHandedOver else { throw .noteAwaitsCosigning }
            return role
        }
    }

    /// As `signerOfNote`, where the client consented or the first session is behind them.
    func signerWithConsent() throws(PolicyRule) -> Role {
        let role = try signerOfNote()
        guard !facts.appointment.noteLacksConsent else { throw .noConsent }
        return role
    }

    /// Whoever may add to a note: to one that is locked, and not as a trainee, whose additions nobody co-signs.
    func adderToNote() throws(PolicyRule) -> Role {
        if facts.supervision.isPrivateNote { throw .privateNoteIsNotSigned }
        let role = try assigned()
        if facts.noteState == .withdrawn { throw .noteIsWithdrawn }
        let isCosigned = facts.noteState == .submitted && facts.supervision.verdict == .cosigned
        guard facts.noteState == .signed || isCosigned else { throw .noteIsNotSigned }
        return try signingAlone(role)
    }

    /// The supervisor to whom the note was handed.
    func cosigner() throws(PolicyRule) -> Role {
        let role = try require(.supervisor, else: .notSupervisor)
        guard !facts.isAssignedCounselor else { throw .authorCannotCosign }
        guard facts.supervision.supervisesCounselor else { throw .noSupervisionAgreement }
        guard facts.supervision.awaitsVerdict else { throw .nothingToCosign }
        return role
    }

    /// Counselors search their own cases, supervisors what was handed to them.
    func searcher() throws(PolicyRule) -> Role {
        guard let role = first(of: [.counselor, .trainee, .supervisor]) else { throw .notCounselor }
        return role
    }

    /// The director, for an agreement between people who can make one.
    func agreeing() throws(PolicyRule) -> Role {
        let role = try require(.director, else: .notDirector)
        guard facts.supervision.subjectMaySupervise else { throw .subjectMayNotSupervise }
        guard facts.supervision.subjectIsTrainee else { throw .subjectIsNoTrainee }
        return role
    }

    /// Everyone who works here sees who supervises whom.
    func colleague() throws(PolicyRule) -> Role {
        guard let role = anyRole else { throw .notDirector }
        return role
    }

    private func author() throws(PolicyRule) -> Role {
        let role = try assigned()
        guard facts.isAuthor else { throw .notAuthor }
        return role
    }

    private func requireChangeable() throws(PolicyRule) {
        switch (facts.noteState, facts.supervision.verdict) {
        case (.draft, _), (.submitted, .returned): return
        case (.submitted, nil): throw .noteAwaitsCosigning
        case (.withdrawn, _): throw .noteIsWithdrawn
        case (.submitted, .cosigned), (.signed, _), (nil, _): throw .signedNoteIsLocked
        }
    }
}
