import Counseling
import Foundation
import Practice

extension CommandContext {
    /// Where there are too few custodians to bring back a lost identity, its recovery card is all there is. Whose card is not known
    /// to have been printed is told so: a program that was killed may have left a file whose words nobody saw.
    /// - Parameter elsewhere: whether the person has another computer, beside whose identity the card's file may lie
    func cardRisk(of member: StaffMember, custodians: Int, elsewhere: Bool = false) -> String? {
        if elsewhere, !FileManager.default.fileExists(atPath: folder.recoveryFile(member.shortName.text)) { return nil }
        guard custodians < 2, !member.roles.isDisjoint(with: [.director, .custodian]),
            !RecoveryCardMark(of: member.shortName, in: folder).isShown
        else { return nil }
        return say(.recoveryCardUnknown, ["person": member.shortName.text])
    }
}
