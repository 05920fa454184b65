import Counseling
import Testing

/// Who may do what with private notes, in co-signing and about agreements, over the facts of that chapter.
@Suite("Policy of supervision")
struct SupervisionPolicyTests {
    /// The acts of this chapter alone; the others of its cases have facts of the general table too.
    static let actions: Set<Action> = [
        .writePrivateNote, .searchNotes, .listCosigning, .cosignNote, .returnNote, .agreeSupervision, .listSupervision,
        .endSupervision,
    ]

    /// One case: what is true, what is asked, and the answer.
    struct Case: Sendable, CustomTestStringConvertible {
        let says: String
        let action: Action
        let roles: Set<Role>
        let rule: PolicyRule?
        let relationship: Relationship

        init(
            _ says: String, _ action: Action, _ roles: Set<Role>, _ rule: PolicyRule?,
            _ facts: (inout Relationship) -> Void = { _ in }
        ) {
            (self.says, self.action, self.roles, self.rule) = (says, action, roles, rule)
            var relationship = Relationship()
            facts(&relationship)
            self.relationship = relationship
        }

        var testDescription: String { says }
    }

    private static func own(_ state: NoteBody.State, _ verdict: CoSignature.Verdict? = nil)
        -> (inout Relationship) -> Void
    {
        { facts in
            facts.isAssignedCounselor = true
            facts.isAuthor = true
            facts.caseIsOpen = true
            facts.noteState = state
            facts.supervision.hasSupervisor = true
            facts.supervision.isHandedOver = state == .submitted
            facts.supervision.verdict = verdict
        }
    }

    private static func handed(_ facts: inout Relationship) {
        facts.supervision.supervisesCounselor = true
        facts.supervision.awaitsVerdict = true
    }

    private static func personal(_ facts: inout Relationship) {
        facts.isAssignedCounselor = true
        facts.supervision.isPrivateNote = true
    }

    static let cases: [Case] = [
        Case("a trainee with a supervisor signs, which hands the note over", .signNote, [.trainee], nil, own(.draft)),
        Case("a trainee without one does not", .signNote, [.trainee], .traineeCannotSignAlone) {
            own(.draft)(&$0)
            $0.supervision.hasSupervisor = false
        },
        Case("what waits is not signed twice", .signNote, [.trainee], .noteAwaitsCosigning, own(.submitted)),
        Case("a supervisor who came later is given it too", .signNote, [.trainee], nil) {
            own(.submitted)(&$0)
            $0.supervision.isHandedOver = false
        },
        Case("a trainee whose supervision ended signs nothing more", .signNote, [.trainee], .traineeCannotSignAlone) {
            own(.submitted)(&$0)
            $0.supervision.hasSupervisor = false
        },
        Case("who became a counselor signs alone what waits", .signNote, [.counselor], nil, own(.submitted)),
        Case("what was returned is changed first", .signNote, [.trainee], .noteWasReturned, own(.submitted, .returned)),
        Case("what was co-signed is locked", .signNote, [.counselor], .signedNoteIsLocked, own(.submitted, .cosigned)),
        Case("what waits is not withdrawn", .withdrawNote, [.trainee], .noteAwaitsCosigning, own(.submitted)),
        Case("what was returned is withdrawn", .withdrawNote, [.trainee], nil, own(.submitted, .returned)),
        Case(
            "what was co-signed is not", .withdrawNote, [.trainee], .signedNoteIsLocked, own(.submitted, .cosigned)),
        Case("nor what was signed", .withdrawNote, [.counselor], .signedNoteIsLocked, own(.signed)),
        Case("nor a private note", .withdrawNote, [.counselor], .privateNoteIsNotSigned, personal),
        Case("what was withdrawn is not edited", .editNote, [.counselor], .noteIsWithdrawn, own(.withdrawn)),
        Case("nor signed", .signNote, [.counselor], .noteIsWithdrawn, own(.withdrawn)),
        Case("nor withdrawn again", .withdrawNote, [.counselor], .noteIsWithdrawn, own(.withdrawn)),
        Case("nor added to", .addAddendum, [.counselor], .noteIsWithdrawn, own(.withdrawn)),
        Case("what waits is not edited", .editNote, [.trainee], .noteAwaitsCosigning, own(.submitted)),
        Case("what was returned is edited", .editNote, [.trainee], nil, own(.submitted, .returned)),
        Case("but not by another", .editNote, [.trainee], .notAuthor) {
            own(.submitted, .returned)(&$0)
            $0.isAuthor = false
        },
        Case("also in a closed case: what was begun is finished", .editNote, [.trainee], nil) {
            own(.submitted, .returned)(&$0)
            $0.caseIsOpen = false
        },
        Case(
            "what was co-signed is not edited", .editNote, [.trainee], .signedNoteIsLocked, own(.submitted, .cosigned)),
        Case("a counselor adds to what was co-signed", .addAddendum, [.counselor], nil, own(.submitted, .cosigned)),
        Case(
            "a trainee does not", .addAddendum, [.trainee], .traineeCannotSignAlone, own(.submitted, .cosigned)),
        Case("what waits takes no addendum", .addAddendum, [.counselor], .noteIsNotSigned, own(.submitted)),
        Case("a supervisor reads in a trainee's case", .readNote, [.supervisor], nil, handed),
        Case("but in no other", .readNote, [.supervisor], .notAssignedCounselor),
        Case("the role alone decides who supervises", .readNote, [.director], .notAssignedCounselor, handed),
        Case("a supervisor does not list a case", .listNotes, [.supervisor], .notAssignedCounselor, handed),
        Case("a supervisor co-signs what was handed over", .cosignNote, [.supervisor], nil, handed),
        Case("and returns it", .returnNote, [.supervisor], nil, handed),
        Case("once only", .cosignNote, [.supervisor], .nothingToCosign) { $0.supervision.supervisesCounselor = true },
        Case("under an agreement only", .cosignNote, [.supervisor], .noSupervisionAgreement),
        Case("a trainee does not co-sign", .cosignNote, [.trainee], .notSupervisor, handed),
        Case("nobody co-signs in their own case", .cosignNote, [.supervisor, .counselor], .authorCannotCosign) {
            handed(&$0)
            $0.isAssignedCounselor = true
        },
        Case("a supervisor lists what was handed over", .listCosigning, [.supervisor], nil),
        Case("a counselor does not", .listCosigning, [.counselor], .notSupervisor),
        Case("a counselor keeps private notes about an own case", .writePrivateNote, [.counselor], nil) {
            $0.isAssignedCounselor = true
        },
        Case("about no other", .writePrivateNote, [.counselor], .notAssignedCounselor),
        Case("a private note is edited, also when the case is closed", .editNote, [.trainee], nil, personal),
        Case("it is not signed", .signNote, [.counselor], .privateNoteIsNotSigned, personal),
        Case("nor added to", .addAddendum, [.counselor], .privateNoteIsNotSigned, personal),
        Case("counselors search", .searchNotes, [.trainee], nil),
        Case("supervisors search", .searchNotes, [.supervisor], nil),
        Case("the director does not", .searchNotes, [.director], .notCounselor),
        Case("the director makes an agreement", .agreeSupervision, [.director], nil) {
            $0.supervision.subjectMaySupervise = true
            $0.supervision.subjectIsTrainee = true
        },
        Case("with a supervisor only", .agreeSupervision, [.director], .subjectMayNotSupervise) {
            $0.supervision.subjectIsTrainee = true
        },
        Case("for a trainee only", .agreeSupervision, [.director], .subjectIsNoTrainee) {
            $0.supervision.subjectMaySupervise = true
        },
        Case("a supervisor makes none", .agreeSupervision, [.supervisor], .notDirector) {
            $0.supervision.subjectMaySupervise = true
            $0.supervision.subjectIsTrainee = true
        },
        Case("the director ends one", .endSupervision, [.director], nil),
        Case("a trainee ends none", .endSupervision, [.trainee], .notDirector),
        Case("everyone sees who supervises whom", .listSupervision, [.bookkeeper], nil),
        Case("but nobody without a role", .listSupervision, [], .notDirector),
    ]

    /// The rules that some case here reaches.
    static var rules: Set<PolicyRule> { Set(cases.compactMap(\.rule)) }

    @Test("the answer is the one that helps", arguments: cases)
    func answer(to asked: Case) {
        let decision = Policy.decide(
            asked.action, roles: asked.roles, standing: .active, relationship: asked.relationship)
        if let rule = asked.rule {
            #expect(decision == .denied(rule: rule))
        } else {
            #expect(decision.isAllowed)
        }
    }

    @Test("every act of the chapter is asked here")
    func complete() {
        #expect(Self.actions.allSatisfy { action in Self.cases.contains { $0.action == action } })
    }

    @Test("without a role, suspended or ended nobody does any of it, whatever is true")
    func outOfService() {
        for asked in Self.cases {
            for standing in [Standing.suspended, .ended, .unknown] {
                let decision = Policy.decide(
                    asked.action, roles: asked.roles, standing: standing, relationship: asked.relationship)
                #expect(!decision.isAllowed)
            }
            let roleless = Policy.decide(
                asked.action, roles: [], standing: .active, relationship: asked.relationship)
            #expect(!roleless.isAllowed, "\(asked.says)")
        }
    }
}
