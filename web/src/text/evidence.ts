export default {
  "evidence.none": ["This view has no content yet", "이 화면에는 아직 내용이 없습니다"],
} as const satisfies Record<string, readonly [string, string]>;
