extension Asker {
    /// The desk for every client and counselor; a counselor or trainee for their own client and their own time.
    func booker() throws(PolicyRule) -> Role {
        let role = try keeperOfAppointment()
        guard facts.appointment.counselorMayCounsel else { throw .subjectMayNotCounsel }
        return try fit(role)
    }

    /// The same role, if the counselor's credentials hold on the day.
    func fit(_ role: Role) throws(PolicyRule) -> Role {
        guard facts.credential.counselorIsFit else { throw .counselorNotFit }
        return role
    }

    /// Whoever may change an appointment: the desk, or its counselor for a client of their own caseload.
    ///
    /// One's own client is seen as their counselor even by someone who is also at the desk.
    func keeperOfAppointment() throws(PolicyRule) -> Role {
        let isOwn = facts.clientIsInOwnCaseload && facts.appointment.counselorIsSelf
        if isOwn, let role = counseling { return role }
        if let desk = first(of: [.frontDesk, .director]) { return desk }
        guard counseling != nil else { throw .notDesk }
        throw facts.clientIsInOwnCaseload ? .notOwnAppointment : .notOwnCaseload
    }

    /// As `keeperOfAppointment`, where a session begins or has been held.
    func holderOfSession() throws(PolicyRule) -> Role {
        let role = try keeperOfAppointment()
        guard facts.appointment.consentIsSettled else { throw .noConsent }
        return role
    }

    /// The desk for everyone's days; a counselor or trainee for their own, and for a client of theirs.
    func scheduleReader() throws(PolicyRule) -> Role {
        if let desk = first(of: [.frontDesk, .director]) { return desk }
        guard let role = counseling else { throw .notDesk }
        guard facts.isOwnRecord || facts.clientIsInOwnCaseload else { throw .notOwnCaseload }
        return role
    }

    /// The case's counselor, or the director; a trainee closes no case alone.
    func closer() throws(PolicyRule) -> Role {
        if facts.isAssignedCounselor, roles.contains(.counselor) { return .counselor }
        if roles.contains(.director) { return .director }
        throw facts.isAssignedCounselor ? .notDirector : .notAssignedCounselor
    }

    /// Whoever explains a consent: a counselor or trainee of the client, never the desk for them.
    func explainer() throws(PolicyRule) -> Role {
        guard let role = counseling else { throw .notCounselor }
        guard facts.clientIsInOwnCaseload else { throw .notOwnCaseload }
        return role
    }
}
