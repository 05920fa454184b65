import Counseling
import Testing

@testable import PracticeCommands

/// A letter to a client names what was done in words of its own, for every act that can be about a client.
struct LetterWordsTests {
    /// What is about the staff, the practice or somebody's own things, and never names what lies in a client's file.
    private static let elsewhere: Set<Action> = [
        .initPractice, .joinPractice, .admitStaff, .confirmStaff, .changeRoles, .listStaff, .addCredential,
        .verifyCredential, .renewCredential, .withdrawCredential, .listCredentials, .readRequiredCredentials,
        .setRequiredCredentials, .agreeSupervision, .listSupervision, .endSupervision, .setDutyList, .fileComplaint,
        .complaintAct, .makeBackup, .listBackups, .suspendStaff, .reinstateStaff, .endStaff, .readStanding, .openEpoch,
        .acceptEpoch, .setClockRight, .repairSettings, .replaceKeys, .nameDirector, .allowDevice, .useDevice,
        .loseDevice, .listDevices,
        .readAudit, .verifyAudit, .writeCheckpoint, .readStatus, .enterPractice,
    ]

    @Test("every act that can be about a client has its own words; the others are known")
    func everyAct() {
        for action in Action.allCases {
            #expect(
                (AuditLetter.word(action) == .letterOther) == Self.elsewhere.contains(action), "\(action.rawValue)")
            // What was refused is told as what somebody tried, and not as what they did.
            #expect(AttemptWords.words[AuditLetter.word(action)] != nil, "\(action.rawValue)")
        }
    }
}
