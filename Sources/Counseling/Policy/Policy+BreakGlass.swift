// Break-glass: one asks, custodians approve, the committee reviews; each is another.
extension Asker {
    func glass(_ action: Action) throws(PolicyRule) -> Role? {
        let facts = facts.glass
        switch action {
        case .requestGlass:
            guard let role = first(of: [.supervisor, .director]) else { throw .glassNeedsOffice }
            guard !facts.isCounselor else { throw .glassOwnCase }
            return role
        case .approveGlass, .releaseGlassShare:
            let role = try require(.custodian, else: .notCustodian)
            guard !facts.isOwn else { throw .ownGlass }
            guard facts.isFounded else { throw .glassUnfounded }
            guard facts.isInTime else { throw facts.isAhead ? .glassDatedAhead : .glassIsOver }
            guard facts.hasShare else { throw .notShareHolder }
            guard action == .approveGlass || facts.isApprover else { throw .recoveryNotApproved }
            return role
        case .openGlass, .listGlassNotes, .readGlassNote:
            guard facts.isOwn, let role = first(of: [.supervisor, .director]) else { throw .notGlassReader }
            guard facts.isFounded, facts.isInTime else { throw facts.isAhead ? .glassDatedAhead : .glassIsOver }
            return role
        case .acknowledgeGlass:
            guard facts.isCounselor, !facts.isOwn, let role = anyRole else { throw .notGlassCounselor }
            guard facts.isBroken else { throw .glassNotBroken }
            return role
        case .reviewGlass:
            guard facts.isCommittee, let role = first(of: [.committeeMember, .director]) else {
                throw .glassNeedsCommittee
            }
            guard !facts.isOwn, !facts.isApprover else { throw .glassReviewConflict }
            guard facts.isBroken else { throw .glassNotBroken }
            return role
        default: return anyRole
        }
    }
}
