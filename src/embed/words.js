// What the loader says itself, before the widget and its own translations are there.

/** @typedef {{ loading: string, offline: string, blocked: string, unsupported: string, definition: string, retry: string }} Words */

/** @type {Record<string, Words>} */
const tables = {
  vi: {
    loading: "Đang tải biểu mẫu…",
    offline: "Chưa tải xong biểu mẫu. Hãy kiểm tra kết nối mạng rồi thử lại.",
    blocked: "Trang này hoặc trình duyệt đang chặn biểu mẫu. Hãy thử trình duyệt khác hoặc báo cho đơn vị quản lý trang.",
    unsupported: "Trình duyệt này chưa mở được biểu mẫu. Hãy cập nhật hoặc dùng trình duyệt khác.",
    definition: "Biểu mẫu chưa được thiết lập đúng. Hãy báo cho đơn vị quản lý trang.",
    retry: "Thử lại",
  },
  en: {
    loading: "Loading the form…",
    offline: "The form could not be loaded. Check your connection and try again.",
    blocked: "This page or browser is blocking the form. Try another browser or tell the people who run this page.",
    unsupported: "This browser cannot open the form. Update it or use another one.",
    definition: "The form is not set up correctly. Tell the people who run this page.",
    retry: "Try again",
  },
};

/**
 * The words in the first of these languages that there are words in.
 * @param {string[]} tags
 * @returns {Words}
 */
export function words(tags) {
  for (const tag of tags) {
    const table = tables[tag.toLowerCase().split(/[-_]/)[0] ?? ""];
    if (table) return table;
  }
  return /** @type {Words} */ (tables.vi);
}

/**
 * @param {string} role
 * @param {string} text
 */
export function line(role, text) {
  const line = document.createElement("p");
  line.setAttribute("role", role);
  line.textContent = text;
  return line;
}

/**
 * What is said while something is fetched.
 * @param {string} text
 */
export function waiting(text) {
  const progress = document.createElement("progress");
  progress.ariaHidden = "true";
  const status = line("status", text);
  status.append(" ", progress);
  return status;
}
