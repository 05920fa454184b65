import Counseling
import Testing

/// The reasons people are given, case by case.
@Suite("Refusals")
struct PolicyRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let says: String
        let action: Action
        let roles: Set<Role>
        let facts: [any WritableKeyPath<Relationship, Bool> & Sendable]
        let rule: PolicyRule

        init(
            _ says: String, _ action: Action, _ roles: Set<Role>,
            _ facts: [any WritableKeyPath<Relationship, Bool> & Sendable],
            _ rule: PolicyRule
        ) {
            self.says = says
            self.action = action
            self.roles = roles
            self.facts = facts
            self.rule = rule
        }

        var testDescription: String { says }
    }

    static let cases: [Case] = [
        Case("a receptionist cannot open a session note", .readNote, [.frontDesk], [], .notAssignedCounselor),
        Case("the director cannot open a session note", .readNote, [.director], [\.caseIsOpen], .notAssignedCounselor),
        Case("a supervisor cannot open a session note", .readNote, [.supervisor], [], .notAssignedCounselor),
        Case("a colleague cannot list the notes of a case", .listNotes, [.counselor], [], .notAssignedCounselor),
        Case(
            "a colleague learns nothing of a case's state by trying to write", .writeNote, [.counselor], [],
            .notAssignedCounselor),
        Case(
            "the assigned person who is no counselor any more cannot read on", .readNote, [.director],
            [\.isAssignedCounselor], .notCounselor),
        Case("nothing is written in a closed case", .writeNote, [.counselor], [\.isAssignedCounselor], .caseIsClosed),
        Case(
            "a successor cannot edit the predecessor's draft", .editNote, [.counselor],
            [\.isAssignedCounselor, \.caseIsOpen], .notAuthor),
        Case(
            "a successor cannot sign the predecessor's draft", .signNote, [.counselor],
            [\.isAssignedCounselor, \.caseIsOpen], .notAuthor),
        Case(
            "a signed note cannot be edited by its author", .editNote, [.counselor],
            [\.isAssignedCounselor, \.isAuthor, \.caseIsOpen, \.noteIsSigned], .signedNoteIsLocked),
        Case(
            "a signed note cannot be signed again", .signNote, [.counselor],
            [\.isAssignedCounselor, \.isAuthor, \.caseIsOpen, \.noteIsSigned], .signedNoteIsLocked),
        Case(
            "a note whose state nobody looked up counts as locked", .editNote, [.counselor],
            [\.isAssignedCounselor, \.isAuthor, \.caseIsOpen], .signedNoteIsLocked),
        Case(
            "a trainee cannot sign alone", .signNote, [.trainee],
            [\.isAssignedCounselor, \.isAuthor, \.caseIsOpen, \.noteIsDraft],
            .traineeCannotSignAlone),
        Case(
            "a trainee cannot sign an addendum alone", .addAddendum, [.trainee],
            [\.isAssignedCounselor, \.noteIsSigned],
            .traineeCannotSignAlone),
        Case(
            "a draft takes no addendum", .addAddendum, [.counselor],
            [\.isAssignedCounselor, \.isAuthor, \.noteIsDraft],
            .noteIsNotSigned),
        Case("a counselor cannot register a client", .registerClient, [.counselor], [], .notDesk),
        Case("the bookkeeper cannot list clients", .listClients, [.bookkeeper], [], .notDesk),
        Case("a counselor cannot look up a colleague's client", .readClient, [.counselor], [], .notOwnCaseload),
        Case("a trainee cannot search all clients", .findClient, [.trainee], [], .notOwnCaseload),
        Case("an auditor cannot read a case", .readCase, [.auditor], [], .notAssignedCounselor),
        Case("an auditor cannot list cases, and none was named", .listCases, [.auditor], [], .notDesk),
        Case("nor a supervisor", .listCases, [.supervisor], [], .notDesk),
        Case("nor list what becomes due", .listRetention, [.supervisor], [], .notDesk),
        Case(
            "a counselor cannot open a case for a colleague", .openCase, [.counselor],
            [\.clientIsInOwnCaseload, \.subjectMayCounsel], .counselorNamesOther),
        Case(
            "a counselor cannot take a stranger as client", .openCase, [.counselor],
            [\.subjectNamesSelf, \.subjectMayCounsel], .notOwnCaseload),
        Case(
            "a trainee cannot open a case", .openCase, [.trainee],
            [\.subjectNamesSelf, \.clientIsInOwnCaseload, \.subjectMayCounsel], .traineeCannotOpenCase),
        Case("the front desk cannot open a case", .openCase, [.frontDesk], [\.subjectMayCounsel], .notDirector),
        Case("the director cannot assign a case to a bookkeeper", .openCase, [.director], [], .subjectMayNotCounsel),
        Case("the front desk cannot admit staff", .admitStaff, [.frontDesk], [], .notDirector),
        Case("the director alone cannot confirm", .confirmStaff, [.director], [], .notCustodian),
        Case("a custodian alone cannot change roles", .changeRoles, [.custodian], [], .notDirector),
        Case("the director of several people cannot read the log's details", .readAudit, [.director], [], .notAuditor),
        Case(
            "a counselor in a practice of one reads no log as counselor", .readAudit, [.counselor],
            [\.practiceHasNoAuditor], .notAuditor),
        Case(
            "no second practice is founded over the first", .initPractice, [.director], [],
            .practiceAlreadyExists),
        Case("nobody takes up another's welcome", .joinPractice, [.counselor], [], .notOwnWelcome),
    ]

    @Test("the reason is the one that helps", arguments: cases)
    func reason(of refused: Case) {
        var facts = Relationship()
        for fact in refused.facts { facts[keyPath: fact] = true }
        let decision = Policy.decide(refused.action, roles: refused.roles, standing: .active, relationship: facts)
        #expect(decision == .denied(rule: refused.rule))
    }

    @Test("every rule about roles and records is the reason of some case here")
    func everyRuleIsReached() {
        let standings: Set<PolicyRule> = [.standingSuspended, .standingEnded, .standingUnknown]
        let reached = chapters.reduce(into: Set(Self.cases.map(\.rule)).union(standings)) { $0.formUnion($1.rules) }
        #expect(reached == Set(PolicyRule.allCases))
    }

    @Test("who is counselor and at the desk lists as desk, but reads their own client as counselor")
    func widestForListsOwnForOne() {
        var facts = Relationship()
        facts.clientIsInOwnCaseload = true
        facts.isAssignedCounselor = true
        let roles: Set<Role> = [.counselor, .frontDesk]
        let expected: [Action: Role] = [
            .listClients: .frontDesk, .findClient: .frontDesk, .listCases: .frontDesk, .readClient: .counselor,
            .readCase: .counselor,
        ]
        for (action, role) in expected {
            let decision = Policy.decide(action, roles: roles, standing: .active, relationship: facts)
            #expect(decision == .allowed(actingRole: role))
        }
    }

    @Test("who is counselor and trainee at once may sign")
    func counselorPrevails() {
        var facts = Relationship()
        facts.isAssignedCounselor = true
        facts.isAuthor = true
        facts.noteState = .draft
        let decision = Policy.decide(.signNote, roles: [.counselor, .trainee], standing: .active, relationship: facts)
        #expect(decision == .allowed(actingRole: .counselor))
    }

    @Test("the codes in the audit trail are distinct, in lower case and hyphenated")
    func codes() {
        let codes =
            PolicyRule.allCases.map(\.rawValue) + Action.allCases.map(\.rawValue) + Role.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.allSatisfy { $0 == "-" || ("a"..."z").contains($0) } })
    }
}

extension Relationship {
    /// For the cases above, in which every fact is a truth value.
    fileprivate var noteIsSigned: Bool {
        get { noteState == .signed }
        set { noteState = newValue ? .signed : .draft }
    }

    fileprivate var noteIsDraft: Bool {
        get { noteState == .draft }
        set { noteState = newValue ? .draft : .signed }
    }
}
