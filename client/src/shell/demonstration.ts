/** True if the server is a demonstration, whose pages say so. */
export const IS_DEMONSTRATION = "demonstration" in document.documentElement.dataset;
