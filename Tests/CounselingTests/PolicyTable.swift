import Counseling

/// Who may do what, written down from the requirements and not from the code: an act is allowed when one line for it has
/// one of the person's roles, all facts of `needs`, and the state of the note.
struct PolicyLine {
    let action: Action
    let roles: [Role]
    let needs: [WritableKeyPath<Relationship, Bool>]
    let note: NoteBody.State?

    init(
        _ action: Action, _ roles: [Role], needs: [WritableKeyPath<Relationship, Bool>] = [],
        note: NoteBody.State? = nil
    ) {
        self.action = action
        self.roles = roles
        self.needs = needs
        self.note = note
    }

    /// Whether these facts are as the line wants them.
    func holds(_ facts: Relationship) -> Bool {
        needs.allSatisfy { facts[keyPath: $0] } && (note == nil || facts.noteState == note)
    }
}

func policyTable() -> [PolicyLine] {
    let everyone = Role.allCases
    let practising: [Role] = [.counselor, .trainee]
    let desk: [Role] = [.frontDesk, .director]
    return [
        PolicyLine(.initPractice, everyone, needs: [\.practiceIsAbsent]),
        PolicyLine(.joinPractice, everyone, needs: [\.isOwnRecord]),
        PolicyLine(.admitStaff, [.director]),
        PolicyLine(.confirmStaff, [.custodian]),
        PolicyLine(.changeRoles, [.director]),
        PolicyLine(.listStaff, everyone),
        PolicyLine(.registerClient, desk),
        PolicyLine(.readClient, desk),
        PolicyLine(.readClient, practising, needs: [\.clientIsInOwnCaseload]),
        PolicyLine(.listClients, desk),
        PolicyLine(.listClients, practising, needs: [\.clientIsInOwnCaseload]),
        PolicyLine(.findClient, desk),
        PolicyLine(.findClient, practising, needs: [\.clientIsInOwnCaseload]),
        PolicyLine(.openCase, [.director], needs: [\.subjectMayCounsel]),
        PolicyLine(
            .openCase, [.counselor], needs: [\.subjectMayCounsel, \.subjectNamesSelf, \.clientIsInOwnCaseload]),
        PolicyLine(.readCase, desk),
        PolicyLine(.readCase, practising, needs: [\.isAssignedCounselor]),
        PolicyLine(.listCases, desk),
        PolicyLine(.listCases, practising, needs: [\.isAssignedCounselor]),
        PolicyLine(.writeNote, practising, needs: [\.isAssignedCounselor, \.caseIsOpen]),
        PolicyLine(.readNote, practising, needs: [\.isAssignedCounselor]),
        PolicyLine(.listNotes, practising, needs: [\.isAssignedCounselor]),
        PolicyLine(.editNote, practising, needs: [\.isAssignedCounselor, \.isAuthor], note: .draft),
        PolicyLine(.withdrawNote, practising, needs: [\.isAssignedCounselor, \.isAuthor], note: .draft),
        PolicyLine(.signNote, [.counselor], needs: [\.isAssignedCounselor, \.isAuthor], note: .draft),
        PolicyLine(.addAddendum, [.counselor], needs: [\.isAssignedCounselor], note: .signed),
        PolicyLine(.readAudit, [.auditor]),
        PolicyLine(.readAudit, [.director], needs: [\.practiceHasNoAuditor]),
        PolicyLine(.verifyAudit, everyone),
        PolicyLine(.writeCheckpoint, everyone),
        PolicyLine(.readStatus, everyone),
        PolicyLine(.settle, everyone),
        PolicyLine(.setClockRight, everyone),
        PolicyLine(.repairSettings, [.director]),
        PolicyLine(.enterPractice, everyone),
    ]
}

func allFacts() -> [WritableKeyPath<Relationship, Bool>] {
    [
        \.practiceIsAbsent, \.practiceHasNoAuditor, \.isOwnRecord, \.clientIsInOwnCaseload, \.subjectNamesSelf,
        \.subjectMayCounsel, \.isAssignedCounselor, \.caseIsOpen, \.isAuthor,
    ]
}

/// Every combination of every fact, the note unknown, draft and signed.
func allRelationships() -> [Relationship] {
    let facts = allFacts()
    let states: [NoteBody.State?] = [nil, .draft, .signed]
    return states.flatMap { state in
        (0..<(1 << facts.count)).map { bits in
            var relationship = Relationship()
            relationship.noteState = state
            // A fact of its chapter, tested there: here every counselor is fit.
            relationship.credential.counselorIsFit = true
            for (index, fact) in facts.enumerated() { relationship[keyPath: fact] = bits >> index & 1 == 1 }
            return relationship
        }
    }
}
