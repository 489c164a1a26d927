/*
 * A web server of one page, for the self-test's sample image: no libc, no files, nothing but system calls, so that the
 * image is a few kilobytes and runs on any Linux kernel. It answers each connection and never ends by itself.
 */

typedef unsigned long word;

#if defined(__x86_64__)
enum { SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_socket = 41, SYS_accept = 43, SYS_shutdown = 48, SYS_bind = 49,
       SYS_listen = 50, SYS_setsockopt = 54, SYS_exit = 60 };
static long call(long number, word a, word b, word c, word d, word e) {
  long result;
  register word r10 __asm__("r10") = d;
  register word r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}
__asm__(".globl _start\n_start: xor %ebp,%ebp\nand $-16,%rsp\ncall serve\nhlt");
#elif defined(__aarch64__)
enum { SYS_close = 57, SYS_read = 63, SYS_write = 64, SYS_exit = 93, SYS_socket = 198, SYS_bind = 200, SYS_listen = 201,
       SYS_accept = 202, SYS_setsockopt = 208, SYS_shutdown = 210 };
static long call(long number, word a, word b, word c, word d, word e) {
  register word x8 __asm__("x8") = number;
  register word x0 __asm__("x0") = a;
  register word x1 __asm__("x1") = b;
  register word x2 __asm__("x2") = c;
  register word x3 __asm__("x3") = d;
  register word x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
__asm__(".globl _start\n_start: mov x29,#0\nbl serve\nbrk #0");
#else
#error "This server knows x86-64 and arm64."
#endif

static const char answer[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Length: 272\r\n"
    "Connection: close\r\n"
    "\r\n"
    "<!doctype html><html lang=\"en\"><head><title>Rockpool sample</title></head><body "
    "style=\"font:20px system-ui;display:grid;place-content:center;height:90vh;text-align:center\"><h1>It "
    "works</h1><p>This page comes out of a container that Rockpool has launched.</p></body></html>";

_Static_assert(sizeof(answer) - 1 == 99 + 272, "Content-Length has to be right");

__attribute__((noreturn)) void serve(void) {
  /* AF_INET, port 8080, any address. */
  static const unsigned char address[16] = {2, 0, 0x1f, 0x90};
  static const long second[2] = {1, 0};
  static char request[4096];
  int on = 1;
  long listener = call(SYS_socket, 2, 1, 0, 0, 0);
  call(SYS_setsockopt, listener, 1, 2, (word)&on, sizeof on);
  if (call(SYS_bind, listener, (word)address, sizeof address, 0, 0) < 0) call(SYS_exit, 1, 0, 0, 0, 0);
  call(SYS_listen, listener, 64, 0, 0, 0);
  for (;;) {
    long client = call(SYS_accept, listener, 0, 0, 0, 0);
    if (client < 0) continue;
    /* A connection that says nothing (a probe) holds up the others for a second at most. */
    call(SYS_setsockopt, client, 1, 20, (word)second, sizeof second);
    call(SYS_read, client, (word)request, sizeof request, 0, 0);
    call(SYS_write, client, (word)answer, sizeof answer - 1, 0, 0);
    call(SYS_shutdown, client, 1, 0, 0, 0);
    call(SYS_close, client, 0, 0, 0, 0);
  }
}
