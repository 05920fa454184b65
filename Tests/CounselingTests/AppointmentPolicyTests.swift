import Counseling
import Testing

/// Who may do what with appointments, consents, a client's profile and the end of a case: an act is allowed when one line for
/// it has one of the person's roles and all its facts are true. Written down from the requirements and not from the code.
struct AppointmentPolicyLine: Sendable {
    let action: Action
    let roles: [Role]
    let needs: [any WritableKeyPath<Relationship, Bool> & Sendable]

    init(_ action: Action, _ roles: [Role], needs: [any WritableKeyPath<Relationship, Bool> & Sendable] = []) {
        self.action = action
        self.roles = roles
        self.needs = needs
    }

    func holds(_ facts: Relationship) -> Bool { needs.allSatisfy { facts[keyPath: $0] } }
}

let appointmentPolicy: [AppointmentPolicyLine] = {
    let desk: [Role] = [.frontDesk, .director]
    let practising: [Role] = [.counselor, .trainee]
    let own: [any WritableKeyPath<Relationship, Bool> & Sendable] = [
        \.clientIsInOwnCaseload, \.appointment.counselorIsSelf,
    ]
    let fit: [any WritableKeyPath<Relationship, Bool> & Sendable] = [\.credential.counselorIsFit]
    let bookable = fit + [\.appointment.counselorMayCounsel]
    var lines: [AppointmentPolicyLine] = [
        AppointmentPolicyLine(.bookAppointment, desk, needs: bookable),
        AppointmentPolicyLine(.bookAppointment, practising, needs: own + bookable),
        AppointmentPolicyLine(.rescheduleAppointment, desk, needs: bookable),
        AppointmentPolicyLine(.rescheduleAppointment, practising, needs: own + bookable),
        AppointmentPolicyLine(.confirmConsent, practising, needs: [\.clientIsInOwnCaseload]),
        AppointmentPolicyLine(.closeCase, [.director]),
        AppointmentPolicyLine(.closeCase, [.counselor], needs: [\.isAssignedCounselor]),
    ]
    for action: Action in [
        .confirmAppointment, .cancelAppointment, .missAppointment, .undoAppointment, .reopenAppointment,
    ] {
        lines += [AppointmentPolicyLine(action, desk), AppointmentPolicyLine(action, practising, needs: own)]
    }
    for action: Action in [.arriveAppointment, .completeAppointment] {
        lines += [
            AppointmentPolicyLine(action, desk, needs: [\.appointment.consentIsSettled]),
            AppointmentPolicyLine(action, practising, needs: own + [\.appointment.consentIsSettled]),
        ]
    }
    for action: Action in [.listAppointments, .findFreeTimes] {
        lines += [
            AppointmentPolicyLine(action, desk),
            AppointmentPolicyLine(action, practising, needs: [\.clientIsInOwnCaseload]),
            AppointmentPolicyLine(action, practising, needs: [\.isOwnRecord]),
        ]
    }
    for action: Action in [.readAppointment, .editClient, .recordConsent, .withdrawConsent, .listConsents] {
        lines += [
            AppointmentPolicyLine(action, desk),
            AppointmentPolicyLine(action, practising, needs: [\.clientIsInOwnCaseload]),
        ]
    }
    return lines
}()

/// The acts of this chapter.
let appointmentActions = Set(appointmentPolicy.map(\.action))

@Suite("Policy of appointments and consents")
struct AppointmentPolicyTests {
    private static let facts: [any WritableKeyPath<Relationship, Bool> & Sendable] = [
        \.clientIsInOwnCaseload, \.isOwnRecord, \.isAssignedCounselor, \.appointment.counselorIsSelf,
        \.appointment.counselorMayCounsel, \.appointment.consentIsSettled, \.credential.counselorIsFit,
    ]

    private var relationships: [Relationship] {
        (0..<(1 << Self.facts.count)).map { bits in
            var relationship = Relationship()
            for (index, fact) in Self.facts.enumerated() { relationship[keyPath: fact] = bits >> index & 1 == 1 }
            return relationship
        }
    }

    @Test("the table knows every fact about an appointment")
    func everyFact() { #expect(Mirror(reflecting: AppointmentFacts()).children.count == 4) }

    @Test("people with one role or two may do exactly what the table says", arguments: Role.allCases)
    func table(first: Role) {
        for second in Role.allCases {
            let roles: Set<Role> = [first, second]
            for action in appointmentActions {
                let lines = appointmentPolicy.filter { $0.action == action && !roles.isDisjoint(with: $0.roles) }
                for facts in relationships {
                    let decision = Policy.decide(action, roles: roles, standing: .active, relationship: facts)
                    #expect(decision.isAllowed == lines.contains { $0.holds(facts) }, "\(action) \(roles)")
                }
            }
        }
    }

    @Test("supervisor, committee, auditor, bookkeeper, intake worker and custodian do nothing with appointments")
    func others() {
        let roles: Set<Role> = [.supervisor, .committeeMember, .auditor, .bookkeeper, .intakeWorker, .custodian]
        for action in appointmentActions {
            for facts in relationships {
                #expect(!Policy.decide(action, roles: roles, standing: .active, relationship: facts).isAllowed)
            }
        }
    }

    @Test("the reason is the one that helps")
    func reasons() {
        func rule(_ action: Action, _ roles: Set<Role>, _ facts: WritableKeyPath<Relationship, Bool>...) -> Decision {
            var relationship = Relationship()
            for fact in facts { relationship[keyPath: fact] = true }
            return Policy.decide(action, roles: roles, standing: .active, relationship: relationship)
        }
        #expect(rule(.bookAppointment, [.counselor]) == .denied(rule: .notOwnCaseload))
        #expect(rule(.bookAppointment, [.counselor], \.clientIsInOwnCaseload) == .denied(rule: .notOwnAppointment))
        #expect(rule(.bookAppointment, [.supervisor]) == .denied(rule: .notDesk))
        #expect(rule(.bookAppointment, [.frontDesk]) == .denied(rule: .subjectMayNotCounsel))
        #expect(
            rule(.bookAppointment, [.frontDesk], \.appointment.counselorMayCounsel) == .denied(rule: .counselorNotFit))
        #expect(rule(.rescheduleAppointment, [.frontDesk]) == .denied(rule: .subjectMayNotCounsel))
        #expect(
            rule(.rescheduleAppointment, [.frontDesk], \.appointment.counselorMayCounsel)
                == .denied(rule: .counselorNotFit))
        #expect(rule(.arriveAppointment, [.frontDesk]) == .denied(rule: .noConsent))
        #expect(rule(.confirmConsent, [.frontDesk]) == .denied(rule: .notCounselor))
        #expect(rule(.closeCase, [.trainee], \.isAssignedCounselor) == .denied(rule: .notDirector))
        #expect(rule(.closeCase, [.frontDesk]) == .denied(rule: .notAssignedCounselor))
    }
}
