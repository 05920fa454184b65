import Counseling
import Testing

struct JotPolicyTests {
    static let actions: Set<Action> = [.leaveJot, .discardJot]

    @Test("anyone at the workstation leaves a jot, in no role; only the case's counselor or trainee sets one aside")
    func table() {
        for roles in [[], [.counselor], [.trainee], [.director], [.frontDesk], [.supervisor]] as [Set<Role>] {
            let left = Policy.decide(.leaveJot, roles: roles, standing: .active, relationship: Relationship())
            #expect(left == .allowed(actingRole: nil))
            for isAssigned in [true, false] {
                var facts = Relationship()
                facts.isAssignedCounselor = isAssigned
                let decided = Policy.decide(.discardJot, roles: roles, standing: .active, relationship: facts)
                let may = isAssigned && !roles.isDisjoint(with: [.counselor, .trainee])
                if case .allowed = decided { #expect(may, "\(roles)") } else { #expect(!may, "\(roles)") }
            }
        }
        for standing in [Standing.suspended, .ended, .unknown] {
            for action in Self.actions {
                let decided = Policy.decide(
                    action, roles: [.counselor], standing: standing, relationship: Relationship())
                if case .allowed = decided { Issue.record("\(action) \(standing)") }
            }
        }
    }
}
